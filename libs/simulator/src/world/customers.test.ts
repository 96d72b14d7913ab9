import { shopSpecSchema } from '../shop-spec';
import { makeCustomers } from './customers';
import { makeFraudRings } from './fraud-rings';

/** Pearson's correlation of a column with its index. */
function withIndex(values: ArrayLike<number>): number {
  const n = values.length;
  const mean = Array.from(values).reduce((s, v) => s + v, 0) / n;
  let cross = 0;
  let own = 0;
  let spread = 0;
  for (let i = 0; i < n; i++) {
    cross += (i - (n - 1) / 2) * (values[i]! - mean);
    own += (i - (n - 1) / 2) ** 2;
    spread += (values[i]! - mean) ** 2;
  }
  return cross / Math.sqrt(own * spread);
}

describe('customers', () => {
  const spec = shopSpecSchema.parse({ customers: 20_000, seed: 4 });
  const customers = makeCustomers(spec);
  const rings = makeFraudRings(spec, customers);

  it('have numbers that tell nothing about them: not when they came, what they want, or whether they defraud', () => {
    const columns = [customers.join, customers.response, customers.priceSensitivity, customers.rhythm, customers.dropout, customers.ring.map((ring) => (ring < 0 ? 0 : 1))];
    // four standard errors
    for (const column of columns) expect(Math.abs(withIndex(column))).toBeLessThan(4 / Math.sqrt(spec.customers));
  });

  it('in a ring are several accounts, each in one ring only, registered before it begins', () => {
    const members = rings.flatMap((r) => r.members);
    expect(rings.length).toBe(20);
    expect(new Set(members).size).toBe(members.length);
    for (const ring of rings) for (const i of ring.members) expect(customers.join[i]).toBeLessThan(ring.from);
  });
});
