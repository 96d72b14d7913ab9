import type { ColumnSchema, DatasetChanges } from '@bellwether/contracts';
import type { DataTask } from './data-tasks';
import { ident, text, type DuckSession } from './session';

const BINS = 10;
const LEVELS = 50;
type Drift = DatasetChanges['drifted'][number];

/** Schema and distribution changes of one version against another, most changed first. */
export async function compareTables(session: DuckSession, { base, next }: Extract<DataTask, { kind: 'changes' }>): Promise<DatasetChanges> {
  const [before, after] = [`read_parquet(${text(base.table)})`, `read_parquet(${text(next.table)})`];
  const old = new Map(base.columns.map((c) => [c.name, c]));
  const now = new Map(next.columns.map((c) => [c.name, c]));
  const count = async (source: string): Promise<number> => (await session.one<{ n: number }>(`SELECT count(*) AS n FROM ${source}`)).n;
  const shared = next.columns.filter((c) => old.has(c.name));
  const drifted: Drift[] = [];
  for (const column of shared) drifted.push(await driftOf(session, before, after, column, old.get(column.name)!));
  return {
    baseVersionId: base.versionId,
    rows: { before: await count(before), after: await count(after) },
    added: next.columns.filter((c) => !old.has(c.name)),
    removed: base.columns.filter((c) => !now.has(c.name)),
    retyped: shared.flatMap((c) => (old.get(c.name)!.type === c.type ? [] : [{ name: c.name, before: old.get(c.name)!.type, after: c.type }])),
    drifted: drifted.sort((a, b) => (b.psi ?? -1) - (a.psi ?? -1)),
  };
}

const isNumber = (c: ColumnSchema): boolean => c.type === 'integer' || c.type === 'number';

async function driftOf(session: DuckSession, before: string, after: string, column: ColumnSchema, old: ColumnSchema): Promise<Drift> {
  const name = ident(column.name);
  const numeric = isNumber(column) && isNumber(old);
  const facts = async (source: string, withMean: boolean) => session.one<{ n: number; missing: number; mean: number | null }>(`SELECT count(*) AS n, count(*) - count(${name}) AS missing, ${withMean ? `avg(${name}::DOUBLE)` : 'NULL'} AS mean FROM ${source}`);
  const [a, b] = [await facts(before, numeric), await facts(after, numeric)];
  const drift: Drift = { name: column.name, psi: null, missingBefore: share(a.missing, a.n), missingAfter: share(b.missing, b.n), meanBefore: a.mean, meanAfter: b.mean, newValues: [], lostValues: [] };
  if (column.type !== old.type && !numeric) return drift;
  if (numeric) return { ...drift, psi: await numericPsi(session, before, after, name) };
  const [levelsA, levelsB] = [await levels(session, before, name), await levels(session, after, name)];
  return {
    ...drift,
    psi: column.type === 'date' || column.type === 'timestamp' ? null : psi([...new Set([...levelsA.keys(), ...levelsB.keys()])].map((l) => [levelsA.get(l) ?? 0, levelsB.get(l) ?? 0])),
    newValues: [...levelsB.keys()].filter((l) => !levelsA.has(l)).slice(0, 10),
    lostValues: [...levelsA.keys()].filter((l) => !levelsB.has(l)).slice(0, 10),
  };
}

const share = (part: number, whole: number): number => (whole > 0 ? part / whole : 0);

async function levels(session: DuckSession, source: string, name: string): Promise<Map<string, number>> {
  const rows = await session.rows<{ v: string; n: number }>(`SELECT left(${name}::VARCHAR, 100) AS v, count(*) AS n FROM ${source} WHERE ${name} IS NOT NULL GROUP BY 1 ORDER BY n DESC LIMIT ${LEVELS}`);
  return new Map(rows.map((r) => [r.v, Number(r.n)]));
}

/** Population stability over the base's deciles, missing as a bin of its own. */
async function numericPsi(session: DuckSession, before: string, after: string, name: string): Promise<number | null> {
  const { q } = await session.one<{ q: { items?: number[] } | number[] | null }>(`SELECT quantile_cont(${name}::DOUBLE, [${Array.from({ length: BINS - 1 }, (_, k) => (k + 1) / BINS).join(',')}]) AS q FROM ${before}`);
  if (!q) return null;
  const edges = [...new Set((Array.isArray(q) ? q : q.items!).map(Number))];
  const binned = async (source: string): Promise<number[]> => {
    const rows = await session.rows<{ bin: number; n: number }>(`SELECT CASE WHEN ${name} IS NULL THEN ${edges.length + 1} ${edges.map((e, k) => `WHEN ${name} <= ${e} THEN ${k}`).join(' ')} ELSE ${edges.length} END AS bin, count(*) AS n FROM ${source} GROUP BY 1`);
    const counts = new Array<number>(edges.length + 2).fill(0);
    for (const r of rows) counts[Number(r.bin)] = Number(r.n);
    return counts;
  };
  const [a, b] = [await binned(before), await binned(after)];
  return psi(a.map((n, k) => [n, b[k]!]));
}

/** Σ (b − a) ln(b / a) over shares; empty bins count as half a row, so that it stays finite. */
function psi(pairs: number[][]): number | null {
  const used = pairs.filter(([a, b]) => a! + b! > 0);
  const totals = [0, 1].map((side) => used.reduce((s, pair) => s + pair[side]!, 0));
  if (totals[0] === 0 || totals[1] === 0) return null;
  return used.reduce((sum, [a, b]) => {
    const p = Math.max(a!, 0.5) / totals[0]!;
    const q = Math.max(b!, 0.5) / totals[1]!;
    return sum + (q - p) * Math.log(q / p);
  }, 0);
}
