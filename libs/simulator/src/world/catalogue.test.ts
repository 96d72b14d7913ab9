import { RandomStream } from '../random-stream';
import { shopSpecSchema } from '../shop-spec';
import { drawSlot, makeCatalogue, SLOTS } from './catalogue';

describe('lists', () => {
  const catalogue = makeCatalogue(shopSpecSchema.parse({ products: 1600 }));

  it('show each product at a place as often as the logged propensity says', () => {
    const r = new RandomStream(5, 0);
    const drawn = { product: 0, propensity: 0 };
    for (const slot of [0, 3, SLOTS - 1]) {
      const seen = new Map<number, { n: number; p: number }>();
      let steady = true;
      for (let n = 0; n < 20_000; n++) {
        steady &&= drawSlot(catalogue, 2, slot, r, drawn);
        const cell = seen.get(drawn.product) ?? { n: 0, p: drawn.propensity };
        steady &&= drawn.propensity === cell.p;
        seen.set(drawn.product, { n: cell.n + 1, p: cell.p });
      }
      expect(steady).toBe(true);
      for (const { n, p } of seen.values()) expect(Math.abs(n / 20_000 - p)).toBeLessThan(4.5 * Math.sqrt((p * (1 - p)) / 20_000));
      expect([...seen.values()].reduce((s, c) => s + c.p, 0)).toBeCloseTo(1, 9);
    }
  });

  it('never show one product twice, and better ranked ones stand higher', () => {
    const pools = Array.from({ length: SLOTS }, (_, slot) => catalogue.ranked[0]!.filter((_, rank) => rank % SLOTS === slot));
    expect(new Set(pools.flatMap((p) => [...p])).size).toBe(catalogue.ranked[0]!.length);
    const popularity = (list: Int32Array): number => catalogue.popularity[list[0]!]!;
    for (let slot = 1; slot < SLOTS; slot++) expect(popularity(pools[slot]!)).toBeLessThanOrEqual(popularity(pools[slot - 1]!));
  });
});
