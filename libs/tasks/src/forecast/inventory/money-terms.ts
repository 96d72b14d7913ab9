import { AppError, type ItemTerms } from '@bellwether/contracts';
import { quantileOfSorted } from '@bellwether/metrics';
import type { Panel } from '../panel';

/** Prices of products, and what is usual among them. */
export type Prices = { /** NaN: not known @shape [products] */ of: readonly number[]; known: number; /** median of those that are known */ usual: number | null };

export function pricesOf({ series }: Panel, products: readonly number[] = series.map((_, i) => i)): Prices {
  const of = series.map((s) => s.unitPrice);
  const known = products.map((i) => of[i]!).filter((p) => p > 0).sort((a, b) => a - b);
  return { of, known: known.length, usual: known.length > 0 ? quantileOfSorted(known, 0.5) : null };
}

/**
 * Terms of product i with every cost in money: shares of its price, of the usual price where its own is not known.
 * @throws AppError INPUT_INVALID when costs are shares of prices and no product has one
 */
export function inMoney(terms: ItemTerms, prices: Prices, i: number): ItemTerms {
  if (terms.costsIn === 'money') return terms;
  if (prices.usual === null) throw new AppError({ code: 'INPUT_INVALID', message: 'Expected a price of at least one product, to count costs as shares of it; this model knows none.', fix: 'Give costs in money, or train on sales that have a column of the role price.' });
  const price = prices.of[i]! > 0 ? prices.of[i]! : prices.usual;
  return { ...terms, costsIn: 'money', holdingCost: terms.holdingCost * price, shortageCost: terms.shortageCost * price, leftoverCost: terms.leftoverCost * price, unitCost: terms.unitCost * price };
}
