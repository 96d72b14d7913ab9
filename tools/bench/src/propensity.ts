import { chosen, type BenchRow, type Suite } from './bench-row';
import { below, HASH_FOLDS, measurePropensity, reach, type PropensityCase } from './measure-propensity';
import { readOnlineShoppers } from './online-shoppers';

const all = { suite: 'propensity', case: '17 features', splits: HASH_FOLDS };
/** PageValues is computed from transactions: the honest case leaves it out. */
const leakFree = { suite: 'propensity', case: 'no PageValues', splits: HASH_FOLDS, exclude: ['PageValues'] };

const CASES: readonly PropensityCase[] = [
  { ...all, subject: 'logistic', preset: 'logistic', bars: { auc: reach(0.905) } },
  { ...all, subject: 'mlp', preset: 'mlp', bars: { auc: reach(0.915), processor: below(40) } },
  { ...all, subject: 'gbdt', preset: 'gbdt' },
  { ...leakFree, subject: 'logistic', preset: 'logistic' },
  { ...leakFree, subject: 'mlp', preset: 'mlp', bars: { auc: reach(0.755) } },
  { ...leakFree, subject: 'gbdt', preset: 'gbdt' },
];

/** Single models on the bundled data. */
export const run: Suite = async (options) => {
  const data = readOnlineShoppers(options.sample);
  const rows: BenchRow[] = [];
  for (const job of chosen(CASES, options)) rows.push(...(await measurePropensity(data, job, options)).rows);
  return rows;
};
