import type { Db } from '../db/create-db';
import type { Scope } from '../scope/scope';
import { listRuns, type RunSelection } from './list-runs';
import type { RunSort } from './run-sort';

/** The most rows of one export: what a browser takes in one answer. */
export const MAX_EXPORTED_RUNS = 20_000;

/** A spreadsheet runs what begins with one of these: a quote in front makes it text. Numbers stay numbers. */
const escapeFormula = (text: string): string => (/^[=+\-@\t\r]/.test(text) && !/^-?\d+(\.\d+)?([eE][+-]?\d+)?$/.test(text) ? `'${text}` : text);

const cell = (value: unknown): string => {
  if (value === null || value === undefined) return '';
  const text = escapeFormula(value instanceof Date ? value.toISOString() : typeof value === 'object' ? JSON.stringify(value) : String(value));
  return /[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
};

/** Parameters as columns: `hidden.units` for what is nested, lists as JSON. */
function flatten(value: Record<string, unknown>, prefix = ''): Record<string, unknown> {
  return Object.entries(value).reduce<Record<string, unknown>>((out, [key, v]) => {
    const nested = typeof v === 'object' && v !== null && !Array.isArray(v);
    return nested ? Object.assign(out, flatten(v as Record<string, unknown>, `${prefix}${key}.`)) : Object.assign(out, { [prefix + key]: v });
  }, {});
}

/** The selected runs as CSV: a column for each parameter, metric (with its interval) and label that any of them has. */
export async function exportRuns(db: Db, scope: Scope, selection: RunSelection & { sort?: RunSort[] }): Promise<{ csv: string; rows: number; truncated: boolean }> {
  const { rows, total } = await listRuns(db, scope, { ...selection, limit: MAX_EXPORTED_RUNS });
  const flat = rows.map((r) => ({ run: r, params: flatten(r.params) }));
  const names = (pick: (f: (typeof flat)[number]) => Record<string, unknown>) => [...new Set(flat.flatMap((f) => Object.keys(pick(f))))].sort();
  const [params, metrics, labels] = [names((f) => f.params), names((f) => f.run.metrics), names((f) => f.run.labels)];
  const head = ['number', 'id', 'name', 'state', 'experiment', 'group', 'family', 'dataset', 'dataset_version', 'seed', 'engine', 'tags', 'queued_at', 'started_at', 'finished_at', 'wall_seconds', 'cpu_seconds', 'peak_rss_bytes', 'author', 'error', 'notes']
    .concat(labels.map((l) => `tags.${l}`), params.map((p) => `params.${p}`), metrics.flatMap((m) => [`metrics.${m}`, `metrics.${m}.lo`, `metrics.${m}.hi`]));
  const lines = flat.map(({ run: r, params: p }) =>
    [r.number, r.id, r.name, r.state, r.experimentName, r.groupName, r.familyId, r.datasetName, r.datasetVersionNumber, r.seed, r.engine?.name, r.tags.join('; '), r.queuedAt, r.startedAt, r.finishedAt, r.cost?.wallSeconds, r.cost?.cpuSeconds, r.cost?.peakRssBytes, r.createdByName, r.error?.message, r.notes]
      .concat(labels.map((l) => r.labels[l]), params.map((k) => p[k] as string), metrics.flatMap((m) => [r.metrics[m]?.value, r.metrics[m]?.lo, r.metrics[m]?.hi]))
      .map(cell).join(','),
  );
  return { csv: [head.map(cell).join(','), ...lines, ''].join('\r\n'), rows: rows.length, truncated: total > rows.length };
}
