import { linesOf } from './public-data';

/** One line of a basket: what type of product, of which department and category, by whom. */
export type TypeLine = { household: string; type: string; category: string; department: string; units: number; at: number };

const cellsOf = (line: string): string[] => (line.match(/("[^"]*"|[^,]*)(,|$)/g) ?? []).map((c) => c.replace(/,$/, '').replace(/^"|"$/g, ''));

/** Sales by product type: thousands of packages are too thin a sample to be forecast one by one in weeks. Petrol is left out, it is counted in thousandths of a gallon. @source Complete Journey 2.0, 84.51 (CC0) */
export function completeJourneyTypes(transactions: string, products: string): TypeLine[] {
  const [productHead, ...described] = linesOf(products).map(cellsOf);
  const [head, ...lines] = linesOf(transactions).map(cellsOf);
  const of = (names: readonly string[], name: string): number => names.indexOf(name);
  const [id, type, category, department] = ['product_id', 'product_type', 'product_category', 'department'].map((n) => of(productHead!, n)) as [number, number, number, number];
  const [item, household, quantity, at] = ['product_id', 'household_id', 'quantity', 'transaction_timestamp'].map((n) => of(head!, n)) as [number, number, number, number];
  const known = new Map(described.map((c) => [c[id]!, c]));
  return lines.flatMap((c): TypeLine[] => {
    const product = known.get(c[item]!);
    const units = Number(c[quantity]);
    if (!product || !product[type] || product[department] === 'FUEL' || !(units > 0 && units < 1000)) return [];
    return [{ household: c[household]!, type: product[type], category: product[category] ?? '', department: product[department]!, units, at: Date.parse(`${c[at]!.replace(' ', 'T')}Z`) }];
  }).sort((a, b) => a.at - b.at);
}
