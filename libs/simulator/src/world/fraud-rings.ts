import { RandomStream, STREAM } from '../random-stream';
import type { ShopSpec } from '../shop-spec';
import type { Customers } from './customers';

/** People with several accounts, few cards and few devices, active for some weeks. */
export type FraudRing = { id: string; index: number; members: number[]; from: number; to: number; cards: number[]; devices: number[]; addresses: number[] };

/** One ring for each thousand customers, at least one; members are ordinary accounts otherwise, drawn from all. */
export function makeFraudRings(spec: ShopSpec, customers: Customers): FraudRing[] {
  const count = Math.max(1, Math.round(customers.count / 1000));
  return Array.from({ length: count }, (_, index) => {
    const r = new RandomStream(spec.seed, STREAM.fraud, index);
    const from = r.below(Math.max(1, spec.days - 45));
    const ring: FraudRing = { id: `ring-${index + 1}`, index, members: [], from, to: from + 20 + r.below(25), cards: [r.next(), r.next(), r.next()], devices: [r.next(), r.next()], addresses: [r.next(), r.next()] };
    const size = Math.min(4 + r.below(5), Math.floor(customers.count / 5));
    for (let tries = 0; ring.members.length < size && tries < 100; tries++) {
      const i = r.below(customers.count);
      if (customers.ring[i] !== -1) continue;
      customers.ring[i] = index;
      customers.join[i] = Math.min(customers.join[i]!, from - 1);
      ring.members.push(i);
    }
    return ring;
  });
}

/** 32 bits about an object that say nothing about its index. A bijection of the index for each salt. */
export function scramble(index: number, salt: number): number {
  let x = Math.imul(index ^ salt, 0x9e3779b1);
  x ^= x >>> 15;
  x = Math.imul(x, 0x85ebca6b);
  x ^= x >>> 13;
  return (x ^ Math.imul(salt, 0x27d4eb2f)) >>> 0;
}
