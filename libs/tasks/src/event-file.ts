import type { MetricEstimate } from '@bellwether/contracts';
import { encodeEventHead, encodeHparams, encodeScalars, eventFileName, type HparamValue } from '@bellwether/model';

/** A run as TensorBoard should show it. */
export type EventRun = {
  number: number;
  startedAt: Date;
  finishedAt: Date | null;
  /** null: still going on */
  succeeded: boolean | null;
  group: string;
  params: Record<string, unknown>;
  metrics: Record<string, MetricEstimate>;
};
export type EventPoint = { key: string; step: number; value: number | null; wallMs: number };

export const runEventFileName = ({ number, startedAt }: Pick<EventRun, 'number' | 'startedAt'>): string => eventFileName(startedAt.getTime(), `bellwether-run-${number}`);

/** Nested parameters by their path; lists and what is null as text. */
function flat(params: Record<string, unknown>, prefix = ''): [string, HparamValue][] {
  return Object.entries(params).flatMap(([key, value]): [string, HparamValue][] => {
    if (typeof value === 'number' || typeof value === 'string' || typeof value === 'boolean') return [[prefix + key, value]];
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return flat(value as Record<string, unknown>, `${prefix}${key}.`);
    return [[prefix + key, JSON.stringify(value) ?? '']];
  });
}

/**
 * The event file of a run, page by page: what it was told, every point of its curves with the time it was measured, its final metrics.
 * @param pages points in the order in which they were written
 */
export async function* runEventFile(run: EventRun, pages: AsyncIterable<readonly EventPoint[]>): AsyncGenerator<Uint8Array> {
  const startedMs = run.startedAt.getTime();
  yield encodeEventHead(startedMs);
  yield encodeHparams({ hparams: Object.fromEntries(flat(run.params)), group: run.group, startedMs, ended: run.finishedAt && run.succeeded !== null ? { atMs: run.finishedAt.getTime(), ok: run.succeeded } : null });
  let last = 0;
  for await (const page of pages) {
    yield encodeScalars(page.map((p) => ({ tag: p.key, step: p.step, value: p.value ?? Number.NaN, wallTimeMs: p.wallMs })));
    for (const p of page) last = Math.max(last, p.step);
  }
  const at = (run.finishedAt ?? run.startedAt).getTime();
  yield encodeScalars(Object.entries(run.metrics).flatMap(([key, m]) => (m.value === null ? [] : [{ tag: `metrics/${key}`, step: last, value: m.value, wallTimeMs: at }])));
}
