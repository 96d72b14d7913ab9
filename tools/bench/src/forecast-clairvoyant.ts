import { simulateShop, type ShopSpecInput } from '@bellwether/simulator';

/** So many times the customers want so many times the units of the same products on the same days: what they want, divided again, is the rate. */
const TIMES = 20;
/** Variance over mean of the units that a rate brings, as lines hold more than one. */
const FACTOR = 1.5;

/** True units wanted of a product over some days. Knows prices, seasons, plans and tastes to come, but not who will come. */
export function customersTimes(spec: ShopSpecInput & { days: number; customers: number }): (item: string, from: number, to: number) => number {
  const first = Date.parse(`${spec.start ?? '2024-01-01'}T00:00:00Z`);
  const rates = new Map<string, Float64Array>();
  const truth = (kind: string, row: object): void => {
    if (kind !== 'demand') return;
    const { date, productId, demanded } = row as { date: string; productId: string; demanded: number };
    const rate = rates.get(productId) ?? rates.set(productId, new Float64Array(spec.days)).get(productId)!;
    rate[Math.floor((Date.parse(date) - first) / 86_400_000)]! += demanded / TIMES;
  };
  // the rows are not wanted, only what is told beside them
  for (const chunk of simulateShop({ ...spec, customers: spec.customers * TIMES, impressionShare: 0 }, { truth })) void chunk;
  return (item, from, to) => (rates.get(item) ?? new Float64Array(spec.days)).subarray(from, to).reduce((a, b) => a + b, 0);
}

/** The fewest whole units that are enough with the chance `level`, when units come as a negative binomial of a known mean. */
export function orderKnowing(mean: number, level: number): number {
  if (mean <= 0) return 0;
  const size = mean / (FACTOR - 1);
  const miss = mean / (size + mean);
  let [count, p] = [0, (size / (size + mean)) ** size];
  for (let sum = p; sum < level && count < 1e5; sum += p) {
    count++;
    p *= ((count - 1 + size) / count) * miss;
  }
  return count;
}
