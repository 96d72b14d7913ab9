import { isAppError, type ColumnRoles, type LeakReport, type TrainingTableReport } from '@bellwether/contracts';
import { attackTable, levelOf, NUMBER_ALARM_AUC, shuffledTable, type CheckOutcome, type ColumnTable, type LeakInput } from '@bellwether/features';
import type { AnyTaskFamily, TrainedModel } from '@bellwether/tasks';

type Job = {
  order: { roles: ColumnRoles; seed: number; engine: string | null; taskAttacks?: Pick<TrainingTableReport, 'leakChecks' | 'leakFindings'> | null };
  family: AnyTaskFamily;
  params: unknown;
  table: ColumnTable;
  trained: Pick<TrainedModel, 'evaluation' | 'trainRowIndex' | 'signature'>;
  signal: AbortSignal;
  log(level: 'info' | 'warn', message: string): void;
};

/**
 * Attacks the training table of a run that has just been trained, and has the family repeat its protocol on shuffled labels.
 * A part of every run: what is found is kept with it, and promotion refuses on what is severe until somebody answers for it.
 */
export async function attackRun(job: Job): Promise<LeakReport> {
  const began = performance.now();
  const input = leakInput(job);
  const control = input.y ? await scoreShuffled(job, input.targetColumn!) : null;
  const report = { ...attackTable(input, { control, fromTask: fromTask(job) }), seconds: 0 };
  report.seconds = (performance.now() - began) / 1000;
  const severe = report.findings.filter((f) => f.severity === 'severe');
  job.log(severe.length ? 'warn' : 'info', severe.length ? `Leak attacks: ${severe.length} severe. ${severe.map((f) => f.message.en).join(' ')}` : `Leak attacks: nothing severe among ${report.checks.filter((c) => c.state !== 'skipped').length} checks.`);
  return report;
}

/** The shift test and the late backfill were run when the table was made: their findings are findings of every run on it. */
const fromTask = ({ order: { taskAttacks } }: Job): CheckOutcome[] => taskAttacks?.leakChecks.map((result) => ({ result, findings: taskAttacks.leakFindings.filter((f) => f.check === result.check) })) ?? [];

/** Where the rows of the run lie in its table, and the target as the family read it. */
function leakInput({ order: { roles }, family, table, trained }: Job): LeakInput {
  const place = new Int32Array(table.rowIndex.reduce((most, row) => Math.max(most, row), 0) + 1).fill(-1);
  table.rowIndex.forEach((row, i) => (place[row] = i));
  const positions = (rows: Int32Array): Int32Array => rows.map((row) => place[row] ?? -1).filter((i) => i >= 0);
  const [train, test] = [positions(trained.trainRowIndex), positions(trained.evaluation.rowIndex)];
  const targetColumn = Object.keys(roles).find((name) => roles[name] === 'target') ?? null;
  const y = targetColumn === null ? null : family.traits.target === 'binary' ? targetOf(table, targetColumn, test, trained.evaluation.y) : family.traits.target === 'numeric' ? aboveUsual(table, targetColumn, train) : null;
  return {
    table, roles, train, test, targetColumn, y, ...(family.traits.target === 'numeric' ? { alarm: NUMBER_ALARM_AUC } : {}),
    inputs: trained.signature.inputs.map((i) => i.name),
    testScore: test.length === trained.evaluation.score.length ? trained.evaluation.score : null,
    split: family.traits.target !== 'none' ? dividedBy(table, roles, train, test) : 'unknown',
  };
}

/** The family said of the test rows which value means yes: the same holds for the others. */
function targetOf(table: ColumnTable, name: string, test: Int32Array, testY: Float64Array): Float64Array | null {
  const column = table.columns.find((c) => c.name === name);
  if (!column || test.length !== testY.length) return null;
  const meaning = new Map<string, number>();
  test.forEach((i, k) => {
    const level = levelOf(column, i);
    if (level !== null) meaning.set(level, testY[k]!);
  });
  return Float64Array.from({ length: table.rows }, (_, i) => meaning.get(levelOf(column, i) ?? '') ?? NaN);
}

/** Of a number the attacks ask whether it lies above the usual: the median of the training rows, or (where most are alike) anything else than the most common end. */
function aboveUsual(table: ColumnTable, name: string, train: Int32Array): Float64Array | null {
  const column = table.columns.find((c) => c.name === name);
  if (!column || column.type === 'string') return null;
  const cut = usualOf(Float64Array.from(train, (i) => column.values[i]!));
  return Float64Array.from(column.values, (v) => (Number.isNaN(v) ? Number.NaN : v > cut ? 1 : 0));
}

/** The median, unless nothing lies above it: then the largest value that something does. */
function usualOf(values: Float64Array): number {
  const sorted = values.filter((v) => !Number.isNaN(v)).sort();
  const [median, most] = [sorted[sorted.length >> 1] ?? 0, sorted.at(-1) ?? 0];
  return median < most ? median : (sorted.findLast((v) => v < most) ?? median);
}

/** How the rows were divided, seen from what came of it: along a date, by group, or by chance. */
function dividedBy(table: ColumnTable, roles: ColumnRoles, train: Int32Array, test: Int32Array): LeakInput['split'] {
  for (const column of table.columns) {
    if (column.type === 'string' || (roles[column.name] !== 'time' && column.type !== 'date' && column.type !== 'timestamp')) continue;
    let [newest, oldest] = [-Infinity, Infinity];
    for (const i of train) if (column.values[i]! > newest) newest = column.values[i]!;
    for (const i of test) if (column.values[i]! < oldest) oldest = column.values[i]!;
    if (newest <= oldest && newest > -Infinity) return 'time';
  }
  return 'random';
}

async function scoreShuffled({ order, family, params, table, signal, log }: Job, targetColumn: string): Promise<{ y: Float64Array; score: Float64Array } | null> {
  if (!family.control) return null;
  try {
    const { evaluation } = await family.train({
      params: family.control(params), table: shuffledTable(table, targetColumn, order.seed), roles: order.roles, seed: order.seed, engine: order.engine, signal,
      loadCheckpoint: () => Promise.resolve(null), saveCheckpoint: () => Promise.resolve(), progress: () => undefined, metric: () => undefined, log: () => undefined,
    });
    if (family.traits.target !== 'numeric') return { y: evaluation.y, score: evaluation.score };
    const cut = usualOf(evaluation.y);
    return { y: evaluation.y.map((v) => (v > cut ? 1 : 0)), score: evaluation.score };
  } catch (e) {
    // a table too small to be shuffled and split is no reason to lose the run
    if (signal.aborted || !isAppError(e)) throw e;
    log('info', `The control on shuffled labels could not be trained: ${e.message}`);
    return null;
  }
}
