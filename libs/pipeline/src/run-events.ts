import type { RunId } from '@bellwether/contracts';
import { getRun, pointsAfter, runSamples, type Deps, type RunDetail, type Scope } from '@bellwether/lineage';
import { runEventFile, runEventFileName, type EventPoint } from '@bellwether/tasks';

/** Points read at a time: a file of any length takes little memory. */
const PAGE = 5000;
const MOST_SAMPLES = 2000;
const MIB = 1024 ** 2;

export type EventFile = { fileName: string; chunks: AsyncGenerator<Uint8Array> };

/** A run as a TensorBoard event file, also while it goes on. @throws AppError NOT_FOUND */
export async function runEvents(deps: Deps, scope: Scope, runId: RunId): Promise<EventFile> {
  const run = await getRun(deps.db, scope, runId);
  const startedAt = run.startedAt ?? run.queuedAt;
  const ended = ['done', 'failed', 'cancelled'].includes(run.state);
  const facts = {
    number: run.number, startedAt, finishedAt: run.finishedAt, succeeded: ended ? run.state === 'done' : null, group: run.experimentName,
    params: { ...run.params, seed: run.seed, family: run.familyId, dataset: `${run.datasetName} v${run.datasetVersionNumber}` }, metrics: run.metrics,
  };
  return { fileName: runEventFileName(facts), chunks: runEventFile(facts, pagesOf(deps, scope, run, startedAt)) };
}

async function* pagesOf(deps: Deps, scope: Scope, run: RunDetail, startedAt: Date): AsyncGenerator<EventPoint[]> {
  for (let seq = 0n; ; ) {
    const points = await pointsAfter(deps.db, run.id, seq, PAGE);
    if (points.length > 0) yield points;
    if (points.length < PAGE) break;
    seq = BigInt(points.at(-1)!.seq);
  }
  const samples = await runSamples(deps.db, scope, { runId: run.id, maxPoints: MOST_SAMPLES });
  // seconds since the start are their step
  yield samples.flatMap((s): EventPoint[] => {
    const [wallMs, step] = [s.at.getTime(), Math.max(0, Math.round((s.at.getTime() - startedAt.getTime()) / 1000))];
    return [{ key: 'system/cpu_percent', step, value: s.cpuPercent, wallMs }, { key: 'system/memory_mib', step, value: s.rssBytes / MIB, wallMs }];
  });
}
