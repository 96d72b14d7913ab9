import { z } from 'zod';

const model = (what: string) => z.string().min(1).max(200).describe(`Name of a registered model ${what}; its champion answers`);

/** Customers who will buy, what they will take, and what products will sell: three models, one question. */
export const ledgerAskSchema = z.object({
  purchase: model('whose scores are chances to buy'),
  next: model('that recommends'),
  forecast: model('that forecasts sales'),
  days: z.number().int().min(1).max(365).default(30).describe('How many days ahead the chances to buy are for'),
  by: z.string().max(200).optional().describe('Column of the sales data that products are summed by; the first when left out'),
});
export type LedgerAsk = z.infer<typeof ledgerAskSchema>;

export const ledgerSideSchema = z.object({ mean: z.number().describe('units'), low: z.number().describe('lower end of the 80 % interval'), high: z.number() });
export type LedgerSide = z.infer<typeof ledgerSideSchema>;

export const ledgerLineSchema = z.object({
  category: z.string(),
  customers: ledgerSideSchema.describe('from chances to buy and next items'),
  sales: ledgerSideSchema.describe('from the forecast of products'),
  gap: z.number().describe('customers less sales, in units'),
  agreed: ledgerSideSchema.describe('both, each weighed by how sure it is'),
  /** share of the customers' side in what is agreed */
  weight: z.number(),
});

export const ledgerAnswerSchema = z.object({
  days: z.number(), by: z.string().nullable().describe('null: products have no column to be summed by'), columns: z.array(z.string()).describe('what products can be summed by'),
  customers: z.object({ scored: z.number(), asked: z.number().describe('customers whose next items were asked for; the others are taken to be like them'), unknown: z.number().describe('of those asked, customers that the recommending model has no history of: they get what it shows to anybody'), buyers: z.number().describe('sum of the chances to buy'), unitsPerBuyer: z.number(), unitsFrom: z.object({ buyers: z.number(), days: z.number() }) }),
  lines: z.array(ledgerLineSchema), total: ledgerLineSchema.omit({ category: true }),
  /** how far the sides lie apart beyond what chance and earlier months explain, as a share: laid on the customers' side where sums of products were tried on earlier months, else on both */
  spread: z.number(),
  unmatched: z.number().describe('share of the next items whose products the forecast does not know'),
  models: z.object({ purchase: z.string(), next: z.string(), forecast: z.string() }),
});
export type LedgerAnswer = z.infer<typeof ledgerAnswerSchema>;
