import type { ColumnRoles } from '@bellwether/contracts';
import type { ColumnTable } from '@bellwether/features';
import { familyRegistry, type EvaluationRows } from '@bellwether/tasks';
import type { BenchRow, SuiteOptions } from './bench-row';
import { timed } from './stopwatch';

/** Intervals and importance are not what is measured here. */
const LEAN = { bootstrapReplicates: 0, importanceRepeats: 0, checkpointSeconds: 3600 };
const MEASURED = ['auc', 'ap', 'log_loss', 'brier'] as const;
/** Of the wall, and of the processors: nearly all is one thread, so the second is what an idle machine takes, also while others work on it. */
const TIMES = ['seconds', 'processor'] as const;

export type PropensityCase = {
  suite: string; case: string; subject: string;
  preset: string;
  params?: Record<string, unknown>;
  /** one a run; the mean is reported */
  splits: readonly Record<string, unknown>[];
  exclude?: readonly string[];
  bars?: Partial<Record<(typeof MEASURED)[number] | (typeof TIMES)[number], BenchRow['bar']>>;
};

export const reach = (at: number): BenchRow['bar'] => ({ at, must: 'reach' });
export const below = (at: number): BenchRow['bar'] => ({ at, must: 'stay-below' });

/** The 3-fold hash split of the quality page: the same rows in any language. */
export const HASH_FOLDS = [0, 1, 2].map((fold) => ({ method: 'hash-fold', folds: 3, fold }));

export type Measured = { rows: BenchRow[]; /** the judged rows of each split */ evaluations: EvaluationRows[] };

/** Trains through the family, as a run would, on each split; metrics are means over the splits. */
export async function measurePropensity(data: { table: ColumnTable; roles: ColumnRoles }, job: PropensityCase, { engine, log }: SuiteOptions): Promise<Measured> {
  const family = familyRegistry.get('propensity');
  const preset = family.presets.find((p) => p.id === job.preset)!.params;
  const runs: Record<string, number>[] = [];
  const evaluations: EvaluationRows[] = [];
  for (const [at, split] of job.splits.entries()) {
    const { result: model, wallMs, cpuMs } = await timed(() => family.train({
      ...data, seed: 1, engine, signal: new AbortController().signal,
      params: family.params.parse({ ...preset, ...LEAN, ...job.params, view: { exclude: job.exclude ?? [] }, split }),
      loadCheckpoint: () => Promise.resolve(null), saveCheckpoint: () => Promise.resolve(), progress: () => {}, metric: () => {}, log: () => {},
    }));
    const measured: Record<string, number> = { ...Object.fromEntries(MEASURED.map((key) => [key, model.metrics[key]!.value!])), seconds: wallMs / 1000, processor: cpuMs / 1000 };
    runs.push(measured);
    evaluations.push(model.evaluation);
    const members = model.figures.find((f) => f.key === 'members');
    if (members?.mark === 'table') for (const row of members.rows) log(`  ${row.map((v) => (typeof v === 'number' && !Number.isInteger(v) ? v.toFixed(4) : String(v))).join('  ')}`);
    log(`${job.suite}: ${job.case}, ${job.subject}, ${at + 1}/${job.splits.length}: AUC ${measured['auc']!.toFixed(4)}, AP ${measured['ap']!.toFixed(4)}, log-loss ${measured['log_loss']!.toFixed(4)} in ${measured['seconds']!.toFixed(1)} s (${measured['processor']!.toFixed(1)} s of processor) on ${model.engine.name}`);
  }
  const rows = [...MEASURED, ...TIMES].map((metric) => {
    const bar = job.bars?.[metric];
    return { suite: job.suite, case: job.case, subject: job.subject, metric, value: runs.reduce((sum, r) => sum + r[metric]!, 0) / runs.length, unit: TIMES.some((t) => t === metric) ? 's/fold' : '', ...(bar === undefined ? {} : { bar }) };
  });
  return { rows, evaluations };
}
