import type { ColumnRoles } from '@bellwether/contracts';
import type { ColumnTable } from '@bellwether/features';
import type { BenchRow, Suite } from './bench-row';
import { below, HASH_FOLDS, measurePropensity, reach, type PropensityCase } from './measure-propensity';
import { readOnlineShoppers } from './online-shoppers';

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'June', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
/** Rows of November and December among all. */
const LATE_SHARE = 4725 / 12_330;

const CASES: readonly PropensityCase[] = [
  { suite: 'tabular', case: '17 features', subject: 'fast', preset: 'blend-fast', splits: HASH_FOLDS, bars: { auc: reach(0.932), seconds: below(120) } },
  { suite: 'tabular', case: '17 features', subject: 'best', preset: 'blend-best', splits: HASH_FOLDS, bars: { auc: reach(0.934), ap: reach(0.756), log_loss: below(0.2245) } },
  { suite: 'tabular', case: 'no PageValues', subject: 'best', preset: 'blend-best', splits: HASH_FOLDS, exclude: ['PageValues'], bars: { auc: reach(0.786), ap: reach(0.377), log_loss: below(0.358) } },
  { suite: 'tabular', case: 'Feb-Oct to Nov-Dec', subject: 'best', preset: 'blend-best', splits: [{ method: 'time', train: 0.5, valid: 0.5 - LATE_SHARE, test: LATE_SHARE }], exclude: ['Month'], bars: { auc: reach(0.838) } },
];

/** The month as a number with the role time: the file has no date. */
function withMonthNumber({ table, roles }: { table: ColumnTable; roles: ColumnRoles }): { table: ColumnTable; roles: ColumnRoles } {
  const month = table.columns.find((c) => c.name === 'Month')!;
  const values = Float64Array.from({ length: table.rows }, (_, i) => MONTHS.indexOf(String(month.values[i])));
  return { table: { ...table, columns: [...table.columns, { name: 'month number', type: 'number', values }] }, roles: { ...roles, 'month number': 'time' } };
}

/** Ensembles on the bundled data. */
export const run: Suite = async (options) => {
  const data = withMonthNumber(readOnlineShoppers(options.sample));
  const rows: BenchRow[] = [];
  for (const job of CASES) rows.push(...(await measurePropensity(data, job, options)));
  return rows;
};
