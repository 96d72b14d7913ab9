import type { PredictionTask, SnapshotPart, TaskSnapshot } from '@bellwether/contracts';
import type { SnapshotTime } from './snapshot-times';

const DAY_MS = 86_400_000;
export type PlannedSnapshot = TaskSnapshot & { /** ms */ opensMs: number; cutoffMs: number; labelEndMs: number; matureMs: number };

const iso = (ms: number): string => new Date(ms).toISOString();

/**
 * Where each snapshot goes. The newest mature ones test, those before tune, the rest trains; a snapshot whose truth is known only after the first cutoff of a
 * later part is purged: whoever had stood at that cutoff could not have learnt from it.
 * @param times oldest first
 * @param knownTo up to which moment the log knows @unit ms
 */
export function planSplits(task: Pick<PredictionTask, 'horizonDays' | 'labelDelayDays' | 'split'>, times: readonly SnapshotTime[], knownTo: number): PlannedSnapshot[] {
  const planned = times.map((t): PlannedSnapshot => {
    const labelEndMs = t.cutoff + task.horizonDays * DAY_MS;
    const matureMs = labelEndMs + task.labelDelayDays * DAY_MS;
    return { name: t.name, cutoff: iso(t.cutoff), labelEnd: iso(labelEndMs), matureAt: iso(matureMs), part: matureMs <= knownTo ? 'train' : 'immature', opensMs: t.opens, cutoffMs: t.cutoff, labelEndMs, matureMs };
  });
  const mature = planned.filter((s) => s.part !== 'immature');
  const test = mature.slice(-task.split.testSnapshots);
  const testFrom = test[0]?.opensMs ?? Number.POSITIVE_INFINITY;
  const beforeTest = mature.slice(0, -task.split.testSnapshots).filter((s) => s.matureMs <= testFrom);
  const tune = beforeTest.slice(-task.split.tuneSnapshots);
  const tuneFrom = tune[0]?.opensMs ?? Number.POSITIVE_INFINITY;
  const train = beforeTest.slice(0, -task.split.tuneSnapshots).filter((s) => s.matureMs <= tuneFrom);
  const part = new Map<PlannedSnapshot, SnapshotPart>([...train.map((s) => [s, 'train'] as const), ...tune.map((s) => [s, 'tune'] as const), ...test.map((s) => [s, 'test'] as const)]);
  return planned.map((s) => (s.part === 'immature' ? s : { ...s, part: part.get(s) ?? 'purged' }));
}
