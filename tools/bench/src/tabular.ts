import type { ColumnRoles } from '@bellwether/contracts';
import type { ColumnTable } from '@bellwether/features';
import { pairedDifferences, type ScoredRows } from '@bellwether/metrics';
import type { EvaluationRows } from '@bellwether/tasks';
import { chosen, type BenchRow, type Suite, type SuiteOptions } from './bench-row';
import { below, HASH_FOLDS, measurePropensity, reach, type PropensityCase } from './measure-propensity';
import { readOnlineShoppers } from './online-shoppers';
import { pythonPeer } from './python-peer';

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'June', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
/** Rows of November and December among all. */
const LATE_SHARE = 4725 / 12_330;

/** `parts`: the same test rows, as the peer names them */
type TabularCase = PropensityCase & { parts: readonly string[] };

const FOLDS = { splits: HASH_FOLDS, parts: ['0', '1', '2'] };
const LATE = { splits: [{ method: 'time', train: 0.5, valid: 0.5 - LATE_SHARE, test: LATE_SHARE }], parts: ['late'] };

const CASES: readonly TabularCase[] = [
  { suite: 'tabular', case: '17 features', subject: 'fast', preset: 'blend-fast', ...FOLDS, bars: { auc: reach(0.932), seconds: below(120) } },
  { suite: 'tabular', case: '17 features', subject: 'best', preset: 'blend-best', ...FOLDS, bars: { auc: reach(0.934), ap: reach(0.756), log_loss: below(0.2245) } },
  { suite: 'tabular', case: 'no PageValues', subject: 'best', preset: 'blend-best', ...FOLDS, exclude: ['PageValues'], bars: { auc: reach(0.786), ap: reach(0.377), log_loss: below(0.358) } },
  { suite: 'tabular', case: 'Feb-Oct to Nov-Dec', subject: 'best', preset: 'blend-best', ...LATE, exclude: ['Month'], bars: { auc: reach(0.838) } },
];

/** The month as a number with the role time: the file has no date. */
function withMonthNumber({ table, roles }: { table: ColumnTable; roles: ColumnRoles }): { table: ColumnTable; roles: ColumnRoles } {
  const month = table.columns.find((c) => c.name === 'Month')!;
  const values = Float64Array.from({ length: table.rows }, (_, i) => MONTHS.indexOf(String(month.values[i])));
  return { table: { ...table, columns: [...table.columns, { name: 'month number', type: 'number', values }] }, roles: { ...roles, 'month number': 'time' } };
}

type Bag = { rows: number[]; scores: number[]; version: string };

/** All test rows in one list: a row is in one fold only. */
function pooled(parts: readonly { rowIndex: ArrayLike<number>; y: ArrayLike<number>; score: ArrayLike<number> }[]): ScoredRows {
  const all = (of: (part: (typeof parts)[number]) => ArrayLike<number>): number[] => parts.flatMap((part) => Array.from(of(part)));
  return { rowIndex: Int32Array.from(all((p) => p.rowIndex)), y: Float64Array.from(all((p) => p.y)), score: Float64Array.from(all((p) => p.score)) };
}

/** Bootstrap draws of the same rows for both. */
const REPLICATES = 1000;
const VERDICTS: Record<string, string> = { better: 'beats', worse: 'loses to', noise: 'ties with' };

/** The difference to LightGBM's bag on the same rows with its interval, and in words whether it is one. */
async function againstLightGbm(job: TabularCase, evaluations: EvaluationRows[], { sample, log }: SuiteOptions): Promise<BenchRow[]> {
  const bags: Bag[] = [];
  for (const part of job.parts) {
    const bag = await pythonPeer<Bag>('lightgbm_bag.py', [sample, part, (job.exclude ?? []).join(',')], log);
    if (bag === null) return [];
    bags.push(bag);
  }
  const labels = new Map(evaluations.flatMap((e) => Array.from(e.rowIndex, (row, i) => [row, e.y[i]!] as const)));
  const theirs = pooled(bags.map((bag) => ({ rowIndex: bag.rows, y: bag.rows.map((row) => labels.get(row)!), score: bag.scores })));
  const peer = `LightGBM ${bags[0]!.version}, bag of 8`;
  return pairedDifferences(pooled(evaluations), theirs, { metrics: ['auc', 'ap', 'log_loss'], replicates: REPLICATES }).flatMap((d): BenchRow[] => {
    if (d.difference === null) return [];
    log(`tabular: ${job.case}, ${job.subject} ${VERDICTS[d.verdict] ?? d.verdict} ${peer} in ${d.metric}: ${d.candidate!.toFixed(4)} against ${d.baseline!.toFixed(4)}, difference ${d.difference.toFixed(4)} [${d.lo!.toFixed(4)}, ${d.hi!.toFixed(4)}] on ${d.n} rows`);
    const row = { suite: job.suite, case: job.case, subject: job.subject, unit: '', peer };
    return [
      { ...row, metric: `${d.metric}, less peer's (${VERDICTS[d.verdict] ?? d.verdict} it)`, value: d.difference },
      { ...row, metric: `${d.metric}, less peer's, from`, value: d.lo! }, { ...row, metric: `${d.metric}, less peer's, to`, value: d.hi! },
    ];
  });
}

/** Ensembles on the bundled data, and LightGBM on the same rows where Python has it. */
export const run: Suite = async (options) => {
  const data = withMonthNumber(readOnlineShoppers(options.sample));
  const rows: BenchRow[] = [];
  for (const job of chosen(CASES, options)) {
    const measured = await measurePropensity(data, job, options);
    rows.push(...measured.rows, ...(await againstLightGbm(job, measured.evaluations, options)));
  }
  return rows;
};
