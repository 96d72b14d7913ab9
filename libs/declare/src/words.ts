import type { EntityKind, Localized, TaskEntity } from '@bellwether/contracts';

type Noun = { one: Localized; many: Localized };
const noun = (one: string, many: string, zh: string): Noun => ({ one: { en: one, zh }, many: { en: many, zh } });

/** Rows of a kind, as a person says it. */
export const KIND_WORDS: Readonly<Record<EntityKind, Noun>> = {
  customer: noun('customer record', 'customer records', '客户资料'),
  product: noun('product record', 'product records', '商品资料'),
  session_event: noun('visit event', 'visit events', '访问行为'),
  impression: noun('impression', 'impressions', '曝光'),
  order_line: noun('order line', 'order lines', '订单行'),
  return: noun('return', 'returns', '退货'),
  review: noun('review', 'reviews', '评价'),
  stock_level: noun('stock level', 'stock levels', '库存记录'),
  promotion: noun('promotion', 'promotions', '促销'),
  promotion_exposure: noun('promotion contact', 'promotion contacts', '促销触达'),
  payment: noun('payment', 'payments', '支付'),
};

/** What an entity does when it has a row of a kind: "orders" rather than "has an order line". */
export const KIND_VERBS: Readonly<Partial<Record<EntityKind, Localized>>> = {
  order_line: { en: 'an order', zh: '下单' },
  session_event: { en: 'a visit', zh: '访问' },
  return: { en: 'a return', zh: '退货' },
  review: { en: 'a review', zh: '评价' },
  payment: { en: 'a payment', zh: '支付' },
  impression: { en: 'an impression', zh: '曝光' },
  promotion_exposure: { en: 'a promotion contact', zh: '收到促销' },
};

export const ENTITY_WORDS: Readonly<Record<TaskEntity, Noun>> = {
  customer: noun('customer', 'customers', '客户'),
  product: noun('product', 'products', '商品'),
  session: noun('session', 'sessions', '会话'),
};

const FIELD_WORDS: Readonly<Record<string, Localized>> = {
  amount: { en: 'amount', zh: '金额' }, quantity: { en: 'quantity', zh: '数量' }, unitPrice: { en: 'unit price', zh: '单价' }, discount: { en: 'discount', zh: '折扣额' }, discountShare: { en: 'discount share', zh: '折扣率' },
  priceLevel: { en: 'price paid against list price', zh: '成交价与标价之比' }, stockShown: { en: 'stock when shown', zh: '展示时库存' }, localHour: { en: 'hour of day', zh: '小时' }, localWeekday: { en: 'weekday', zh: '星期' },
  productId: { en: 'product', zh: '商品' }, orderId: { en: 'order', zh: '订单' }, sessionId: { en: 'session', zh: '会话' }, customerId: { en: 'customer', zh: '客户' }, promotionId: { en: 'promotion', zh: '促销' },
  channel: { en: 'channel', zh: '渠道' }, coupon: { en: 'coupon', zh: '优惠券' }, state: { en: 'state', zh: '状态' }, kind: { en: 'action', zh: '行为' }, device: { en: 'device', zh: '设备' }, source: { en: 'source', zh: '来源' },
  query: { en: 'search query', zh: '搜索词' }, step: { en: 'checkout step', zh: '结账步骤' }, page: { en: 'page', zh: '页面' }, durationMs: { en: 'duration', zh: '时长' }, errorCode: { en: 'error', zh: '错误' },
  country: { en: 'country', zh: '国家' }, region: { en: 'region', zh: '地区' }, segment: { en: 'segment', zh: '分群' }, birthYear: { en: 'birth year', zh: '出生年份' }, consent: { en: 'consent', zh: '同意' },
  category: { en: 'category', zh: '类目' }, brand: { en: 'brand', zh: '品牌' }, price: { en: 'list price', zh: '标价' }, active: { en: 'on sale', zh: '在售' }, rating: { en: 'rating', zh: '评分' }, language: { en: 'language', zh: '语言' },
  reason: { en: 'reason', zh: '原因' }, outcome: { en: 'outcome', zh: '结果' }, method: { en: 'method', zh: '方式' }, treated: { en: 'addressed', zh: '已触达' }, cost: { en: 'cost', zh: '成本' }, position: { en: 'position', zh: '位置' },
  'product.category': { en: 'category', zh: '类目' }, 'product.topCategory': { en: 'main category', zh: '一级类目' }, 'product.brand': { en: 'brand', zh: '品牌' }, 'product.price': { en: 'list price', zh: '标价' }, 'product.name': { en: 'product name', zh: '商品名' },
  'product.cost': { en: 'product cost', zh: '商品成本' }, 'product.active': { en: 'on sale', zh: '在售' },
  'review.sentiment': { en: 'sentiment', zh: '情感' }, 'review.quality': { en: 'said of quality', zh: '质量评价' }, 'review.size': { en: 'said of size', zh: '尺码评价' }, 'review.price': { en: 'said of price', zh: '价格评价' },
  'review.delivery': { en: 'said of delivery', zh: '物流评价' }, 'review.looks': { en: 'said of looks', zh: '外观评价' }, 'review.service': { en: 'said of service', zh: '服务评价' },
};

/** A field as a person says it; one that nobody has named stands as it is. */
export const fieldWords = (field: string): Localized => FIELD_WORDS[field] ?? { en: field.replace(/^attributes\./, '').replace(/[A-Z]/g, (c) => ` ${c.toLowerCase()}`), zh: field.replace(/^attributes\./, '') };
