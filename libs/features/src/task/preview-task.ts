import type { EventTables, PredictionTask, SnapshotPart, TaskPreview, TaskProblem } from '@bellwether/contracts';
import type { DuckSession } from '../ingest/session';
import { checkTask, taskProblem } from './check-task';
import { labelOutput } from './label-sql';
import { planSplits, type PlannedSnapshot } from './plan-splits';
import { makeSpine, SPINE } from './spine';
import { dataRange, shopContext, taskKinds, taskTimes, type DataRange } from './task-context';

type Counted = PlannedSnapshot & { rows: number; mean: number | null; /** smallest and largest outcome; null: nobody */ low?: number | null; high?: number | null };
const iso = (ms: number | null): string | null => (ms === null ? null : new Date(ms).toISOString());
const KEPT: readonly SnapshotPart[] = ['train', 'tune', 'test'];

/**
 * What a declaration comes to on a version of the log: its snapshots with the number asked about and the share of yes (or the mean), where each goes, and why it could not be built.
 * @param session with the views of the version registered
 * @param onProgress share of the snapshots counted
 */
export async function previewTask(session: DuckSession, task: PredictionTask, tables: EventTables, onProgress: (fraction: number) => void = () => undefined): Promise<TaskPreview> {
  const began = performance.now();
  const declared = checkTask(task);
  const range = declared.length > 0 ? { from: null, to: null, knownTo: null } : await dataRange(session, tables, taskKinds(task));
  const planned = declared.length > 0 ? [] : planSplits(task, taskTimes(task, range), range.knownTo ?? 0);
  const shop = shopContext(tables, task.timeZone);
  const counted: Counted[] = [];
  for (const [k, snapshot] of planned.entries()) {
    if (snapshot.part === 'immature') counted.push({ ...snapshot, rows: 0, mean: null });
    else {
      await makeSpine(session, task, snapshot, shop);
      const { n, ...found } = await session.one<{ n: number; mean: number | null; low: number | null; high: number | null }>(`SELECT count(*) AS n, avg(target::DOUBLE) AS mean, min(target::DOUBLE) AS low, max(target::DOUBLE) AS high FROM ${SPINE}`);
      counted.push({ ...snapshot, rows: n, ...found });
    }
    onProgress((k + 1) / planned.length);
  }
  return {
    data: { from: iso(range.from), to: iso(range.to), knownTo: iso(range.knownTo) }, output: labelOutput(task),
    snapshots: counted.map(({ name, cutoff, labelEnd, matureAt, part, rows, mean }) => ({ name, cutoff, labelEnd, matureAt, part, rows, mean })),
    parts: { train: totals(counted, 'train'), tune: totals(counted, 'tune'), test: totals(counted, 'test') },
    problems: declared.length > 0 ? declared : problemsOf(task, range, counted), seconds: (performance.now() - began) / 1000,
  };
}

function totals(list: Counted[], part: SnapshotPart) {
  const own = list.filter((s) => s.part === part);
  const rows = own.reduce((n, s) => n + s.rows, 0);
  return { snapshots: own.length, rows, mean: rows === 0 ? null : own.reduce((sum, s) => sum + (s.mean ?? 0) * s.rows, 0) / rows };
}

/** Why nothing can be learnt from it; empty: it can be built. */
export function problemsOf(task: PredictionTask, range: DataRange, list: readonly Counted[]): TaskProblem[] {
  if (range.from === null || range.knownTo === null) return [taskProblem('no-data', `The log has no ${taskKinds(task).join(', ')}.`, 'Add a source of these events, or predict something else.')];
  const mature = list.filter((s) => s.part !== 'immature');
  const span = (range.knownTo - range.from) / 86_400_000;
  if (mature.length === 0) return [taskProblem('horizon-beyond-data', `No snapshot has a known outcome: ${task.horizonDays + task.labelDelayDays} days after the first cutoff lie beyond the ${span.toFixed(0)} days of data.`, 'Shorten the horizon or the label delay, or wait for more data.', { horizonDays: task.horizonDays, labelDelayDays: task.labelDelayDays, dataDays: Math.round(span) })];
  const missing = KEPT.filter((part) => !list.some((s) => s.part === part));
  if (missing.length > 0) return [taskProblem('too-few-snapshots', `Expected snapshots for training, tuning and test that do not reach into each other, received ${mature.length} with a known outcome and none for ${missing.join(' and ')}.`, 'Ask more often, shorten the horizon, keep fewer snapshots for the test, or wait for more data.', { snapshots: mature.length })];
  const empty = KEPT.filter((part) => totals([...list], part).rows === 0);
  if (empty.length > 0) return [taskProblem('empty-population', `Nobody belongs to the population in the ${empty.join(', ')} snapshots.`, 'Widen the population: a longer activity window, fewer conditions.')];
  if (labelOutput(task) !== 'binary') return constantNumber(list);
  const constant = KEPT.map((part) => ({ part, mean: totals([...list], part).mean })).filter((p) => p.mean === 0 || p.mean === 1);
  return constant.length === 0 ? [] : [taskProblem('one-class', `The outcome is ${constant[0]!.mean === 0 ? 'never' : 'always'} yes in the ${constant.map((c) => c.part).join(', ')} snapshots: there is nothing to learn or to measure.`, 'Change the target, the horizon or the population.')];
}

/** A number that is the same for everybody who would be learnt from. */
function constantNumber(list: readonly Counted[]): TaskProblem[] {
  const train = list.filter((s) => s.part === 'train' && s.rows > 0);
  const [low, high] = [Math.min(...train.map((s) => s.low ?? Number.NaN)), Math.max(...train.map((s) => s.high ?? Number.NaN))];
  return low === high ? [taskProblem('one-class', `The outcome is ${low} for everybody in the train snapshots: there is nothing to learn.`, 'Change the target, the horizon or the population.')] : [];
}
