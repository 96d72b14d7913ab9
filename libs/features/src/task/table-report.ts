import type { FeatureColumn } from '@bellwether/contracts';
import { featureRef } from '@bellwether/contracts';
import { ident, text, type DuckSession } from '../ingest/session';
import { planLineage } from '../feature/registry';
import { checkSql } from '../feature/custom-sql';
import type { PlannedFeature } from '../feature/compute-features';
import type { BuiltSnapshot } from './build-table';

type SnapshotFacts = FeatureColumn['snapshots'][number];
const BINS = 10;
const TOP = 8;

/** Each feature over the snapshots of a table: how much is missing, where its values lie, and how far they have moved since the first. */
export async function featureColumns(session: DuckSession, planned: readonly PlannedFeature[], snapshots: readonly BuiltSnapshot[]): Promise<FeatureColumn[]> {
  const facts = new Map<string, SnapshotFacts[]>(planned.map((f) => [f.definition.name, []]));
  const numeric = planned.filter((f) => f.plan.type === 'number' || f.plan.type === 'integer');
  const labels = planned.filter((f) => !numeric.includes(f));
  const edges = new Map<string, number[]>();
  const base = new Map<string, number[]>();
  const levels = new Map<string, string[]>();
  for (const [k, snapshot] of snapshots.entries()) {
    const source = `read_parquet(${text(snapshot.file)})`;
    if (numeric.length > 0) {
      const row = await session.one<Record<string, unknown>>(`SELECT ${numeric.map((f, i) => numberFacts(ident(f.definition.name), i)).join(', ')} FROM ${source}`);
      if (k === 0) numeric.forEach((f, i) => edges.set(f.definition.name, distinctEdges(listOf(row[`d${i}`]))));
      const counts = await session.one<Record<string, number>>(`SELECT ${numeric.flatMap((f, i) => binCounts(ident(f.definition.name), edges.get(f.definition.name)!, i)).join(', ')} FROM ${source}`);
      numeric.forEach((f, i) => {
        const bins = Array.from({ length: edges.get(f.definition.name)!.length + 2 }, (_, b) => Number(counts[`b${i}_${b}`]));
        if (k === 0) base.set(f.definition.name, bins);
        const [p10, p50, p90] = listOf(row[`q${i}`]) as [number?, number?, number?];
        facts.get(f.definition.name)!.push({ name: snapshot.name, missing: Number(row[`n${i}`]), mean: finite(row[`m${i}`]), p10: p10 ?? null, p50: p50 ?? null, p90: p90 ?? null, top: [], psi: k === 0 ? null : stability(base.get(f.definition.name)!, bins) });
      });
    }
    for (const f of labels) facts.get(f.definition.name)!.push(await labelFacts(session, source, f.definition.name, snapshot, base, levels));
  }
  return Promise.all(planned.map(async (f) => ({ name: f.definition.name, ref: featureRef(f.definition), type: f.plan.type, lineage: await lineageOf(session, f), snapshots: facts.get(f.definition.name)! })));
}

/** Every stored field behind a feature; of a query those that it names. */
export async function lineageOf(session: DuckSession, feature: PlannedFeature): Promise<string[]> {
  const queries = Object.values(feature.plan.measures).flatMap((m) => (m.type === 'sql' ? [m.sql] : []));
  const named = await Promise.all(queries.map(async (sql) => (await checkSql(session, sql)).lineage));
  return [...new Set([...planLineage(feature.plan), ...named.flat()])].sort();
}

const numberFacts = (c: string, i: number): string =>
  `count(*) FILTER (WHERE ${c} IS NULL)::DOUBLE / greatest(count(*), 1) AS n${i}, avg(${c}) AS m${i}, approx_quantile(${c}::DOUBLE, [0.1, 0.5, 0.9]) AS q${i}, approx_quantile(${c}::DOUBLE, [${Array.from({ length: BINS - 1 }, (_, k) => ((k + 1) / BINS).toFixed(2)).join(', ')}]) AS d${i}`;

const listOf = (value: unknown): number[] => ((Array.isArray(value) ? value : ((value as { items?: unknown[] } | null)?.items ?? [])) as unknown[]).map(Number).filter(Number.isFinite);
const distinctEdges = (edges: number[]): number[] => [...new Set(edges)].sort((a, b) => a - b);
const finite = (value: unknown): number | null => (value !== null && value !== undefined && Number.isFinite(Number(value)) ? Number(value) : null);

/** One count a bin: up to each edge, beyond the last, missing. */
function binCounts(c: string, edges: number[], i: number): string[] {
  const conditions = [...edges.map((e, k) => (k === 0 ? `${c} <= ${e}` : `${c} > ${edges[k - 1]} AND ${c} <= ${e}`)), edges.length ? `${c} > ${edges.at(-1)}` : `${c} IS NOT NULL`, `${c} IS NULL`];
  return conditions.map((condition, b) => `count(*) FILTER (WHERE ${condition}) AS b${i}_${b}`);
}

/** Population stability index between two counts of the same bins; empty bins count as half a row. */
function stability(before: readonly number[], after: readonly number[]): number | null {
  const [n, m] = [before.reduce((a, b) => a + b, 0), after.reduce((a, b) => a + b, 0)];
  if (n === 0 || m === 0) return null;
  return before.reduce((sum, b, k) => {
    const [p, q] = [Math.max(b, 0.5) / n, Math.max(after[k] ?? 0, 0.5) / m];
    return sum + (q - p) * Math.log(q / p);
  }, 0);
}

/** The levels that were most frequent in the first snapshot are the bins of all. */
async function labelFacts(session: DuckSession, source: string, name: string, snapshot: BuiltSnapshot, base: Map<string, number[]>, levels: Map<string, string[]>): Promise<SnapshotFacts> {
  const rows = await session.rows<{ value: string | null; n: number }>(`SELECT ${ident(name)}::VARCHAR AS value, count(*) AS n FROM ${source} GROUP BY 1 ORDER BY n DESC, value LIMIT 500`);
  const known = rows.filter((r): r is { value: string; n: number } => r.value !== null);
  const missing = rows.find((r) => r.value === null)?.n ?? 0;
  const first = !levels.has(name);
  if (first) levels.set(name, known.slice(0, TOP).map((r) => r.value));
  const counted = levels.get(name)!.map((l) => known.find((r) => r.value === l)?.n ?? 0);
  const counts = [...counted, snapshot.rows - missing - counted.reduce((a, b) => a + b, 0), missing];
  if (first) base.set(name, counts);
  return {
    name: snapshot.name, missing: snapshot.rows === 0 ? 0 : missing / snapshot.rows, mean: null, p10: null, p50: null, p90: null,
    top: known.slice(0, TOP).map((r) => ({ value: r.value.slice(0, 200), share: r.n / snapshot.rows })), psi: first ? null : stability(base.get(name)!, counts),
  };
}
