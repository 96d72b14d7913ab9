import path from 'node:path';
import type { EventMappingInput } from '@bellwether/contracts';

/** One raw file of a shop and how its rows become events. */
export type SampleFile = { file: string; source: string; mapping: EventMappingInput };

/** The day before the first: what was true all along is known from then on. */
const BEFORE = { constant: '2016-10-31T00:00:00Z' };

/**
 * The Complete Journey as raw files with ready mappings. Prices: what the shop got, plus what loyalty and matched coupons took off, is the shelf price of the line.
 * @param folder samples/complete-journey
 */
export function completeJourneyFiles(folder: string): SampleFile[] {
  const file = (name: string): string => path.join(folder, name);
  const known = { from: 'event' as const, delayMinutes: 0 };
  return [
    {
      file: file('transactions.csv.gz'), source: 'Tills',
      mapping: {
        rows: [{
          kind: 'order_line', knownTime: known,
          fields: {
            eventTime: { column: 'transaction_timestamp' }, orderId: { column: 'basket_id' }, line: { numberedWithin: ['basket_id'] }, customerId: { column: 'household_id' }, productId: { column: 'product_id' }, quantity: { column: 'quantity' },
            unitPrice: { sum: ['sales_value', 'retail_disc', 'coupon_match_disc'], per: 'quantity' }, discount: { sum: ['retail_disc', 'coupon_match_disc'] }, channel: { constant: 'store' },
          },
        }],
      },
    },
    {
      file: file('products.csv.gz'), source: 'Catalogue',
      mapping: { rows: [{ kind: 'product', knownTime: known, fields: { eventTime: BEFORE, productId: { column: 'product_id' }, name: { column: 'product_type' }, category: { columns: ['department', 'product_category', 'product_type'], separator: ' > ' }, brand: { column: 'brand' }, attributes: { columns: ['package_size', 'manufacturer_id'] } } }] },
    },
    {
      file: file('demographics.csv.gz'), source: 'Households',
      mapping: { rows: [{ kind: 'customer', knownTime: known, fields: { eventTime: BEFORE, customerId: { column: 'household_id' }, country: { constant: 'US' }, segment: { column: 'household_comp' }, attributes: { columns: ['age', 'income', 'home_ownership', 'marital_status', 'household_size', 'kids_count'] } } }] },
    },
    {
      file: file('campaign_descriptions.csv'), source: 'Campaigns',
      mapping: { rows: [{ kind: 'promotion', knownTime: known, fields: { eventTime: { column: 'start_date' }, promotionId: { column: 'campaign_id' }, name: { column: 'campaign_type' }, promotionKind: { constant: 'coupon' }, startTime: { column: 'start_date' }, endTime: { column: 'end_date' } } }] },
    },
    {
      file: file('campaigns.csv.gz'), source: 'Mailings',
      mapping: { rows: [{ kind: 'promotion_exposure', knownTime: { from: 'event', delayMinutes: 1440 }, fields: { eventTime: { column: 'start_date' }, promotionId: { column: 'campaign_id' }, customerId: { column: 'household_id' }, channel: { constant: 'post' } } }] },
    },
  ];
}
