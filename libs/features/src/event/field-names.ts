import type { EntityKind } from '@bellwether/contracts';

/** Names under which shops, exports and public data sets keep a field, in small letters without separators; earlier ones weigh more. */
const CUSTOMER = ['customerid', 'customer', 'customerno', 'customerkey', 'clientid', 'userid', 'user', 'memberid', 'householdid', 'householdkey', 'shopperid', 'buyerid', 'customeruniqueid', 'custid', 'personid', 'kundennummer', '客户id', '用户id', '会员id'];
const ANONYMOUS = ['anonymousid', 'visitorid', 'visitor', 'deviceid', 'cookieid', 'clientuuid', 'browserid', 'distinctid', 'fullvisitorid', 'anonid'];
const PRODUCT = ['productid', 'sku', 'stockcode', 'itemid', 'articleid', 'product', 'item', 'productcode', 'asin', 'parentasin', 'variantid', 'article', 'upc', 'ean', '商品id', '产品id'];
const CURRENCY = ['currency', 'currencycode', 'cur', 'curr'];
const EVENT_ID = ['eventid', 'eventuuid', 'messageid', 'rowid', 'uuid'];
export const KNOWN_NAMES = ['knowntime', 'knownat', 'loadedat', 'ingestedat', 'receivedat', 'syncedat', 'insertedat', 'arrivedat'];
const TIME = ['eventtime', 'timestamp', 'time', 'datetime', 'date', 'eventtimestamp', 'createdat', 'occurredat', 'at', 'when', 'ts', 'tdat', 'day', '时间', '日期'];
const who = { customerId: CUSTOMER, anonymousId: ANONYMOUS };

export const FIELD_NAMES: Record<EntityKind, Record<string, string[]>> = {
  order_line: {
    eventId: EVENT_ID, eventTime: ['orderedat', 'orderdate', 'ordertime', 'invoicedate', 'transactiontimestamp', 'transactiondate', 'purchasedate', 'purchasetime', 'orderpurchasetimestamp', 'saledate', ...TIME],
    orderId: ['orderid', 'order', 'invoiceno', 'invoice', 'basketid', 'transactionid', 'ordernumber', 'orderno', 'receiptid', 'ticketid', 'basket', '订单id', '订单号'], line: ['line', 'lineno', 'linenumber', 'orderitemid', 'orderline', 'itemnumber'],
    ...who, productId: PRODUCT, quantity: ['quantity', 'qty', 'units', 'count', 'numberofcds', 'cds', 'amountofunits', '数量'], unitPrice: ['unitprice', 'price', 'itemprice', 'sellingprice', '单价', '价格'],
    discount: ['discount', 'retaildisc', 'discountamount', 'coupondisc'], currency: CURRENCY, state: ['state', 'orderstatus', 'status'], coupon: ['coupon', 'couponcode', 'couponupc'], channel: ['channel', 'saleschannelid', 'storeid', 'store', 'saleschannel'],
  },
  session_event: {
    eventId: EVENT_ID, eventTime: TIME, sessionId: ['sessionid', 'usersession', 'session', 'visitid', 'visit'], ...who, kind: ['eventtype', 'event', 'kind', 'action', 'eventname', 'type', 'behavior', 'behaviortype'], productId: PRODUCT,
    query: ['query', 'searchquery', 'searchterm', 'keywords', 'q'], step: ['step', 'checkoutstep', 'funnelstep'], errorCode: ['errorcode', 'error'], page: ['page', 'url', 'path', 'pageurl'], listId: ['listid', 'impressionid'], value: ['value'],
    durationMs: ['durationms', 'dwellms', 'timespentms'], device: ['device', 'devicetype', 'platform'], source: ['source', 'utmsource', 'referrer', 'trafficsource', 'traffictype'],
  },
  impression: { eventId: EVENT_ID, eventTime: TIME, listId: ['listid', 'impressionid', 'requestid', 'slateid'], placement: ['placement', 'slot', 'widget'], sessionId: ['sessionid', 'session'], ...who, productId: PRODUCT, position: ['position', 'rank', 'pos'], propensity: ['propensity', 'propensityscore', 'probability'] },
  customer: {
    eventId: EVENT_ID, eventTime: ['updatedat', 'registeredat', 'signupdate', 'joindate', 'createdat', 'customersince', ...TIME], customerId: ['id', ...CUSTOMER], anonymousId: ANONYMOUS, country: ['country', 'countrycode'], region: ['region', 'state', 'city', 'customerstate', 'province'],
    segment: ['segment', 'tier', 'clubmemberstatus', 'group'], emailDomain: ['emaildomain'], birthYear: ['birthyear', 'yearofbirth', 'yob'], consent: ['consent', 'marketingconsent', 'optin', 'newsletter'],
  },
  product: {
    eventId: EVENT_ID, eventTime: ['updatedat', 'createdat', 'launchdate', 'validfrom', ...TIME], productId: ['id', ...PRODUCT], name: ['name', 'productname', 'title', 'description', 'prodname', 'producttype'],
    category: ['category', 'productcategory', 'categorycode', 'department', 'productcategoryname', 'producttypename', 'categoryname', 'productgroupname'], brand: ['brand', 'manufacturer', 'manufacturerid', 'vendor'], price: ['price', 'listprice', 'retailprice'], cost: ['cost', 'unitcost'], currency: CURRENCY, active: ['active', 'available', 'insale'],
  },
  return: { eventId: EVENT_ID, eventTime: ['returnedat', 'returndate', 'refundedat', 'refunddate', ...TIME], orderId: ['orderid', 'order', 'invoiceno', 'basketid'], customerId: CUSTOMER, productId: PRODUCT, quantity: ['quantity', 'qty', 'units', 'returnedquantity'], amount: ['amount', 'refund', 'refundamount'], currency: CURRENCY, reason: ['reason', 'returnreason'] },
  review: { eventId: EVENT_ID, eventTime: ['reviewdate', 'reviewedat', 'unixreviewtime', 'reviewcreationdate', ...TIME], reviewId: ['reviewid', 'review'], customerId: ['reviewerid', ...CUSTOMER], productId: PRODUCT, rating: ['rating', 'overall', 'stars', 'score', 'reviewscore', '评分'], title: ['title', 'summary', 'reviewtitle', 'reviewcommenttitle'], text: ['text', 'reviewtext', 'body', 'comment', 'review', 'content', 'reviewcommentmessage', '评论'], language: ['language', 'lang', 'locale'] },
  stock_level: { eventId: EVENT_ID, eventTime: ['snapshotat', 'countedat', ...TIME], productId: PRODUCT, locationId: ['locationid', 'warehouse', 'store', 'storeid'], quantity: ['stock', 'onhand', 'stocklevel', 'inventory', 'quantity', 'qty', 'available', '库存'] },
  promotion: { eventId: EVENT_ID, eventTime: ['announcedat', 'createdat', ...TIME], promotionId: ['promotionid', 'campaignid', 'campaign', 'promoid', 'couponid'], name: ['name', 'campaignname', 'description'], promotionKind: ['promotionkind', 'campaigntype', 'kind', 'type'], productId: PRODUCT, category: ['category'], discountShare: ['discountshare', 'discountpct', 'discountrate'], startTime: ['starttime', 'startdate', 'startsat', 'validfrom', 'startday'], endTime: ['endtime', 'enddate', 'endsat', 'validto', 'endday'] },
  promotion_exposure: { eventId: EVENT_ID, eventTime: ['sentat', 'exposedat', ...TIME], promotionId: ['promotionid', 'campaignid', 'campaign', 'promoid'], customerId: CUSTOMER, channel: ['channel', 'medium'], treated: ['treated', 'treatment', 'exposed', 'group'], cost: ['cost'], currency: CURRENCY },
  payment: { eventId: EVENT_ID, eventTime: ['paidat', 'paymentdate', ...TIME], orderId: ['orderid', 'order', 'transactionid'], customerId: CUSTOMER, method: ['method', 'paymenttype', 'paymentmethod'], outcome: ['outcome', 'paymentstatus', 'result', 'isfraud', 'status'], amount: ['amount', 'paymentvalue', 'transactionamt', 'value'], currency: CURRENCY, cardHash: ['cardhash', 'card1'], deviceId: ['deviceid', 'deviceinfo'], ipHash: ['iphash'] },
};

/** A price of the whole line: divided by the quantity it is the price of one. */
export const LINE_TOTALS = ['salesvalue', 'linetotal', 'total', 'amount', 'dollars', 'revenue', 'spend', 'totalprice', 'sales', '金额'];

/** What others call the things that happen in a session. */
export const SESSION_WORDS: Record<string, string> = {
  view: 'view', pageview: 'view', page_view: 'view', product_view: 'view', pv: 'view', detail: 'view', impression: 'view', search: 'search', addtocart: 'add_to_cart', add_to_cart: 'add_to_cart', cart: 'add_to_cart', basket: 'add_to_cart', add: 'add_to_cart',
  remove_from_cart: 'remove_from_cart', removefromcart: 'remove_from_cart', checkout: 'checkout_step', checkout_step: 'checkout_step', begin_checkout: 'checkout_step', click: 'click', clicks: 'click', fav: 'click', error: 'error',
};
/** Session events that are orders. */
export const ORDER_WORDS = ['purchase', 'transaction', 'buy', 'order', 'orders', 'purchased', 'sale'];

export const plainName = (name: string): string => name.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '');
