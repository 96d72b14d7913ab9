import type { ColumnProfile, ColumnSchema, DatasetProfile } from '@bellwether/contracts';
import { ident, text, type DuckSession } from './session';

const BINS = 24;
const TOP = 20;
const EXACT_ROWS = 1_000_000;
const CHUNK = 25;
const numericTypes = new Set(['integer', 'number']);
const timeTypes = new Set(['date', 'timestamp']);

export type ProfileTarget = { column: string; positive: string } | null;

/** What each column of `source` (a table or `read_parquet(...)`) looks like. `target` adds the relation of each column to it. */
export async function profileTable(session: DuckSession, source: string, columns: ColumnSchema[], target: ProfileTarget, onProgress: (fraction: number) => void): Promise<DatasetProfile> {
  const began = performance.now();
  const { rows } = await session.one<{ rows: number }>(`SELECT count(*) AS rows FROM ${source}`);
  const profiles: ColumnProfile[] = [];
  for (let at = 0; at < columns.length; at += CHUNK) {
    const part = columns.slice(at, at + CHUNK);
    const stats = await session.one<Record<string, unknown>>(`SELECT ${part.map((c, i) => statistics(c, i, rows)).join(',')} FROM ${source}`);
    for (const [i, column] of part.entries()) profiles.push(await finishColumn(session, source, column, pick(stats, i), rows, target));
    onProgress((at + part.length) / columns.length);
  }
  return { rows, duplicateRows: await duplicates(session, source, columns, rows), target: await targetFacts(session, source, columns, target, rows), columns: profiles, seconds: (performance.now() - began) / 1000 };
}

const pick = (row: Record<string, unknown>, i: number): Record<string, unknown> => Object.fromEntries(Object.entries(row).filter(([k]) => k.endsWith(`_${i}`)).map(([k, v]) => [k.slice(0, k.lastIndexOf('_')), v]));

function statistics(c: ColumnSchema, i: number, rows: number): string {
  const v = ident(c.name);
  const parts = [`count(${v}) AS filled_${i}`, rows <= EXACT_ROWS ? `count(DISTINCT ${v}) AS distinct_${i}` : `approx_count_distinct(${v}) AS distinct_${i}`];
  if (numericTypes.has(c.type)) {
    parts.push(`min(${v}) AS min_${i}`, `max(${v}) AS max_${i}`, `avg(${v}) AS mean_${i}`, `stddev_samp(${v}) AS sd_${i}`, `quantile_cont(${v}::DOUBLE, [0.01,0.05,0.25,0.5,0.75,0.95,0.99]) AS q_${i}`, `count(*) FILTER (${v} = 0) AS zeros_${i}`, `count(*) FILTER (${v} < 0) AS negatives_${i}`);
  } else if (timeTypes.has(c.type)) parts.push(`min(${v})::VARCHAR AS first_${i}`, `max(${v})::VARCHAR AS last_${i}`);
  else if (c.type === 'string') parts.push(`min(length(${v})) AS minLength_${i}`, `max(length(${v})) AS maxLength_${i}`, `avg(length(${v})) AS meanLength_${i}`);
  return parts.join(',');
}

async function finishColumn(session: DuckSession, source: string, c: ColumnSchema, s: Record<string, unknown>, rows: number, target: ProfileTarget): Promise<ColumnProfile> {
  const filled = Number(s.filled);
  const numeric = numericTypes.has(c.type) && filled > 0 ? numericFacts(s) : null;
  const base: ColumnProfile = {
    name: c.name, type: c.type, count: rows, missing: rows - filled, distinct: Number(s.distinct), distinctApproximate: rows > EXACT_ROWS,
    numeric, histogram: null, top: [], target: null,
    time: timeTypes.has(c.type) && s.first ? { min: String(s.first), max: String(s.last) } : null,
    text: c.type === 'string' && filled > 0 ? { minLength: Number(s.minLength), maxLength: Number(s.maxLength), meanLength: Number(s.meanLength) } : null,
  };
  if (filled === 0) return base;
  const positive = target && target.column !== c.name ? `(${ident(target.column)}::VARCHAR = ${text(target.positive)})` : null;
  if (numeric) base.histogram = await histogram(session, source, c, numeric, base.distinct, positive);
  if (timeTypes.has(c.type)) base.histogram = await timeHistogram(session, source, c, positive);
  if (!numeric && !timeTypes.has(c.type)) base.top = await topValues(session, source, c, positive);
  if (numeric && base.distinct <= TOP) base.top = await topValues(session, source, c, positive);
  if (positive) base.target = numeric ? await numericRelation(session, source, c, positive) : timeTypes.has(c.type) ? null : await categoryRelation(session, source, c, positive);
  return base;
}

function numericFacts(s: Record<string, unknown>): ColumnProfile['numeric'] {
  const raw = s.q as { items?: number[] } | number[];
  const [p01, p05, p25, p50, p75, p95, p99] = (Array.isArray(raw) ? raw : raw.items)!.map(Number) as [number, number, number, number, number, number, number];
  const sd = s.sd === null ? null : Number(s.sd);
  return { min: Number(s.min), max: Number(s.max), mean: Number(s.mean), sd: Number.isFinite(sd) ? sd : null, quantiles: { p01, p05, p25, p50, p75, p95, p99 }, zeros: Number(s.zeros), negatives: Number(s.negatives), nonFinite: 0 };
}

/** Equal widths over the middle 98 %, the outer bins reach to the extremes: a single giant must not flatten the picture. */
function edgesOf(c: ColumnSchema, n: NonNullable<ColumnProfile['numeric']>, distinct: number): number[] {
  if (n.min === n.max) return [n.min - 0.5, n.max + 0.5];
  if (c.type === 'integer' && n.max - n.min < BINS && distinct <= BINS) return Array.from({ length: n.max - n.min + 2 }, (_, k) => n.min - 0.5 + k);
  const low = n.quantiles.p01;
  const high = n.quantiles.p99 > low ? n.quantiles.p99 : n.max;
  // whole numbers get whole widths: otherwise some bins hold one value and their neighbours none
  const width = c.type === 'integer' ? Math.max(1, Math.ceil((high - low) / BINS)) : (high - low) / BINS;
  const from = c.type === 'integer' ? Math.floor(low) - 0.5 : low;
  const inner = Array.from({ length: BINS - 1 }, (_, k) => from + width * (k + 1)).filter((e) => e > n.min && e < n.max);
  return [...new Set([n.min, ...inner, n.max])].sort((a, b) => a - b);
}

async function histogram(session: DuckSession, source: string, c: ColumnSchema, n: NonNullable<ColumnProfile['numeric']>, distinct: number, positive: string | null): Promise<ColumnProfile['histogram']> {
  const edges = edgesOf(c, n, distinct);
  const bins = await session.rows<{ bin: number; n: number; p: number | null }>(
    `SELECT CASE WHEN v IS NULL THEN NULL ${edges.slice(1, -1).map((e, k) => `WHEN v < ${e} THEN ${k}`).join(' ')} ELSE ${edges.length - 2} END AS bin, count(*) AS n, ${positive ? 'sum(p)' : 'NULL'} AS p FROM (SELECT ${ident(c.name)}::DOUBLE AS v, ${positive ? `${positive}::INT` : '0'} AS p FROM ${source}) WHERE v IS NOT NULL GROUP BY 1`,
  );
  return fill(edges, bins, positive !== null);
}

function fill(edges: number[], bins: { bin: number; n: number; p: number | null }[], withPositives: boolean): ColumnProfile['histogram'] {
  const counts = new Array<number>(edges.length - 1).fill(0);
  const positives = new Array<number>(edges.length - 1).fill(0);
  for (const b of bins) {
    counts[Number(b.bin)] = Number(b.n);
    positives[Number(b.bin)] = Number(b.p ?? 0);
  }
  return { edges, counts, positives: withPositives ? positives : null };
}

async function timeHistogram(session: DuckSession, source: string, c: ColumnSchema, positive: string | null): Promise<ColumnProfile['histogram']> {
  const ms = `epoch_ms(${ident(c.name)}::TIMESTAMP)`;
  const { low, high } = await session.one<{ low: number; high: number }>(`SELECT min(${ms}) AS low, max(${ms}) AS high FROM ${source}`);
  const width = Math.max(1, (high - low) / BINS);
  const bins = await session.rows<{ bin: number; n: number; p: number | null }>(`SELECT least(${BINS - 1}, floor((v - ${low}) / ${width}))::INT AS bin, count(*) AS n, ${positive ? 'sum(p)' : 'NULL'} AS p FROM (SELECT ${ms} AS v, ${positive ? `${positive}::INT` : '0'} AS p FROM ${source}) WHERE v IS NOT NULL GROUP BY 1`);
  return fill(Array.from({ length: BINS + 1 }, (_, k) => low + k * width), bins, positive !== null);
}

async function topValues(session: DuckSession, source: string, c: ColumnSchema, positive: string | null): Promise<ColumnProfile['top']> {
  const rows = await session.rows<{ value: string; n: number; p: number | null }>(`SELECT left(${ident(c.name)}::VARCHAR, 200) AS value, count(*) AS n, ${positive ? `sum(${positive}::INT)` : 'NULL'} AS p FROM ${source} WHERE ${ident(c.name)} IS NOT NULL GROUP BY 1 ORDER BY n DESC, value LIMIT ${TOP}`);
  return rows.map((r) => ({ value: r.value, count: Number(r.n), positives: positive ? Number(r.p ?? 0) : null }));
}

/** Point-biserial correlation, and the AUC of the column alone (Mann-Whitney, ties at mean rank; 0.5 or more). */
async function numericRelation(session: DuckSession, source: string, c: ColumnSchema, positive: string): Promise<ColumnProfile['target']> {
  const r = await session.one<{ r: number | null; ranks: number | null; p: number; n: number }>(
    `WITH t AS (SELECT ${ident(c.name)}::DOUBLE AS v, ${positive}::INT AS y FROM ${source} WHERE ${ident(c.name)} IS NOT NULL AND ${positive} IS NOT NULL),
     g AS (SELECT v, count(*) AS k, sum(y) AS p FROM t GROUP BY v), w AS (SELECT p, sum(k) OVER (ORDER BY v) - k / 2.0 + 0.5 AS rank FROM g)
     SELECT (SELECT corr(v, y) FROM t) AS r, (SELECT sum(rank * p) FROM w) AS ranks, (SELECT sum(y) FROM t) AS p, (SELECT count(*) FROM t) AS n`,
  );
  return { kind: 'pearson', value: finite(r.r), auc: aucOf(Number(r.ranks), Number(r.p), Number(r.n)) };
}

const finite = (v: number | null): number | null => (v !== null && Number.isFinite(Number(v)) ? Number(v) : null);

function aucOf(ranks: number, positives: number, n: number): number | null {
  const negatives = n - positives;
  if (positives === 0 || negatives === 0) return null;
  const auc = (ranks - (positives * (positives + 1)) / 2) / (positives * negatives);
  return Math.max(auc, 1 - auc);
}

/** Cramér's V, and the AUC of the level's own positive rate (fitted on the same rows: an upper bound for many levels). */
async function categoryRelation(session: DuckSession, source: string, c: ColumnSchema, positive: string): Promise<ColumnProfile['target']> {
  const groups = await session.rows<{ n: number; p: number }>(`SELECT count(*) AS n, sum(${positive}::INT) AS p FROM ${source} WHERE ${ident(c.name)} IS NOT NULL AND ${positive} IS NOT NULL GROUP BY ${ident(c.name)} ORDER BY count(*) DESC LIMIT 5000`);
  const n = groups.reduce((s, g) => s + Number(g.n), 0);
  const p = groups.reduce((s, g) => s + Number(g.p), 0);
  if (p === 0 || p === n || groups.length < 2) return { kind: 'cramers-v', value: null, auc: null };
  const chi = groups.reduce((s, g) => s + (Number(g.p) - (Number(g.n) * p) / n) ** 2 / ((Number(g.n) * p) / n) + (Number(g.n) - Number(g.p) - (Number(g.n) * (n - p)) / n) ** 2 / ((Number(g.n) * (n - p)) / n), 0);
  const ordered = groups.map((g) => ({ n: Number(g.n), p: Number(g.p) })).sort((a, b) => a.p / a.n - b.p / b.n);
  let before = 0;
  let ranks = 0;
  for (const g of ordered) {
    ranks += g.p * (before + (g.n + 1) / 2);
    before += g.n;
  }
  return { kind: 'cramers-v', value: Math.sqrt(chi / n), auc: aucOf(ranks, p, n) };
}

async function duplicates(session: DuckSession, source: string, columns: ColumnSchema[], rows: number): Promise<number> {
  if (rows === 0) return 0;
  const { distinct } = await session.one<{ distinct: number }>(`SELECT count(DISTINCT hash(${columns.map((c) => ident(c.name)).join(',')})) AS distinct FROM ${source}`);
  return rows - distinct;
}

async function targetFacts(session: DuckSession, source: string, columns: ColumnSchema[], target: ProfileTarget, rows: number): Promise<DatasetProfile['target']> {
  if (!target || !columns.some((c) => c.name === target.column)) return null;
  const { p, n } = await session.one<{ p: number; n: number }>(`SELECT count(*) FILTER (${ident(target.column)}::VARCHAR = ${text(target.positive)}) AS p, count(${ident(target.column)}) AS n FROM ${source}`);
  return { column: target.column, kind: 'binary', positiveValue: target.positive, baseRate: rows > 0 && n > 0 ? p / n : null };
}
