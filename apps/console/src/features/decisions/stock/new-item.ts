import type { One } from './item-figure';

/** Products are told apart by these fixed facts: of each, what any product has, the commonest first. */
export function factsOf(products: readonly Pick<One, 'statics'>[]): { name: string; values: string[] }[] {
  const counts = new Map<string, Map<string, number>>();
  for (const { statics } of products) {
    for (const [name, value] of Object.entries(statics)) {
      const of = counts.get(name) ?? new Map<string, number>();
      counts.set(name, of.set(value, (of.get(value) ?? 0) + 1));
    }
  }
  return [...counts].map(([name, of]) => ({ name, values: [...of].sort((a, b) => b[1] - a[1] || a[0].localeCompare(b[0])).map(([value]) => value) }));
}

export const expectedOf = (one: Pick<One, 'forecast'>): number => one.forecast.reduce((a, f) => a + f.mean, 0);

/** Where a product would stand among the others by the units expected of it, from 1. */
export const rankAmong = (one: Pick<One, 'forecast'>, others: readonly Pick<One, 'forecast'>[]): number => 1 + others.filter((o) => expectedOf(o) > expectedOf(one)).length;
