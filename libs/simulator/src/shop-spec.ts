import { z } from 'zod';

/** What is asked of a shop. The same spec makes the same shop on every machine, to the byte. */
export const shopSpecSchema = z.object({
  seed: z.number().int().min(0).max(2 ** 31 - 1).default(1),
  /** first day, UTC */
  start: z.iso.date().default('2024-01-01'),
  days: z.number().int().min(30).max(3650).default(365),
  customers: z.number().int().min(20).max(20_000_000).default(2000),
  products: z.number().int().min(64).max(200_000).default(400),
  /** share of sessions whose lists are logged, product by product: they are most of a log */
  impressionShare: z.number().min(0).max(1).default(0.5),
  currency: z.string().length(3).default('EUR'),
});
export type ShopSpec = z.infer<typeof shopSpecSchema>;
export type ShopSpecInput = z.input<typeof shopSpecSchema>;

/** Events of all kinds that one customer makes in one day, on average over a shop's first year, with half of the lists logged. Measured; a test holds it. */
const EVENTS_PER_CUSTOMER_DAY = 0.87;

/** A shop of about so many events (within a tenth or so) over a year, other things as they are by default or as given. */
export function shopOfSize(events: number, given: ShopSpecInput = {}): ShopSpec {
  const days = given.days ?? 365;
  const customers = Math.max(20, Math.round(events / (EVENTS_PER_CUSTOMER_DAY * days)));
  return shopSpecSchema.parse({ customers, products: Math.min(20_000, Math.max(320, Math.round(customers / 20))), ...given, days });
}

export const DAY_MS = 86_400_000;
