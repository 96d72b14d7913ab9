import { mkdtemp, rm } from 'node:fs/promises';
import path from 'node:path';
import { entityColumn, TABLE_COLUMNS, type LeakCheckResult, type LeakFinding, type Localized } from '@bellwether/contracts';
import { ident, text, type DuckSession } from '../ingest/session';
import { withBackfill, withoutFuture } from './altered-log';
import { buildSnapshot, type BuildInput, type BuiltSnapshot } from './build-table';
import type { PlannedFeature } from '../feature/compute-features';
import { shopContext } from './task-context';

export type TaskAttack = { check: 'shift-test' | 'late-backfill'; result: LeakCheckResult; findings: LeakFinding[] };
type AttackInput = Omit<BuildInput, 'cache'> & { planned: readonly PlannedFeature[] };

/** Rows beyond which only a sample of the snapshots is attacked. */
const MOST_ROWS = 300_000;

/** All snapshots of a small table; of a large one the first, the last and as many between as fit, at least two. */
export function attackedSnapshots(snapshots: readonly BuiltSnapshot[]): BuiltSnapshot[] {
  if (snapshots.length <= 2 || snapshots.reduce((n, s) => n + s.rows, 0) <= MOST_ROWS) return [...snapshots];
  const mean = snapshots.reduce((n, s) => n + s.rows, 0) / snapshots.length;
  const count = Math.max(2, Math.min(snapshots.length, Math.floor(MOST_ROWS / mean)));
  return [...new Set(Array.from({ length: count }, (_, k) => Math.round((k * (snapshots.length - 1)) / (count - 1))))].map((k) => snapshots[k]!);
}

/**
 * Deletes everything that happened or arrived after the cutoff and computes the snapshot again: who is in it and every feature must stay as they were.
 * A feature that changes has looked into the future, and is named.
 */
export async function shiftTest(session: DuckSession, input: AttackInput, snapshots: readonly BuiltSnapshot[]): Promise<TaskAttack> {
  const found = await attack(session, input, snapshots, 'features', (snapshot, work) => withoutFuture(session, input.tables, snapshot.cutoffMs, work));
  return {
    check: 'shift-test',
    result: resultOf('shift-test', snapshots, input, found, { en: `Everything after the cutoff was deleted and ${snapshots.length} snapshots were computed again.`, zh: `删除截止点之后的全部数据后，重新计算了 ${snapshots.length} 个时点。` }),
    findings: found.map((f) => finding('shift-test', f, { en: 'A value that changes when the future is deleted was computed from it: the model would be trained on what it cannot know when it is used.', zh: '删除未来数据后取值改变，说明该值用到了未来信息：模型训练时会看到使用时无法得知的内容。' }, { en: 'Restrict the feature to what is known at the cutoff, or leave it out.', zh: '将该特征限制为截止点已知的信息，或将其排除。' })),
  };
}

/** Tells much of the past anew, as of a moment after all labels were known, and computes the old snapshots again: neither features nor labels may change. */
export async function lateBackfill(session: DuckSession, input: AttackInput, snapshots: readonly BuiltSnapshot[]): Promise<TaskAttack> {
  const arrived = Math.max(...snapshots.map((s) => s.matureMs)) + 3_600_000;
  const found = await attack(session, input, snapshots, 'all', (_, work) => withBackfill(session, input.tables, arrived, work));
  return {
    check: 'late-backfill',
    result: resultOf('late-backfill', snapshots, input, found, { en: `Events of the past and corrections that arrived later were added and ${snapshots.length} snapshots were computed again.`, zh: `加入迟到的历史事件与更正后，重新计算了 ${snapshots.length} 个时点。` }),
    findings: found.map((f) => finding('late-backfill', f, { en: 'An old training set that changes when late events arrive holds what nobody knew at the time.', zh: '迟到事件到达后旧训练集发生变化，说明其中包含当时无人知晓的内容。' }, { en: 'Join on known time: what arrives after the cutoff (or, for labels, after the label delay) must not count.', zh: '按已知时间关联：截止点（标签则为标签延迟）之后到达的数据不得计入。' })),
  };
}

type Changed = { column: string | null; rows: number; of: number; snapshot: string; example: string | null };

async function attack(session: DuckSession, input: AttackInput, snapshots: readonly BuiltSnapshot[], compared: 'features' | 'all', altered: (snapshot: BuiltSnapshot, work: () => Promise<BuiltSnapshot>) => Promise<BuiltSnapshot>): Promise<Changed[]> {
  const outDir = await mkdtemp(path.join(input.outDir, 'attack-'));
  // corrections may be part of the attack even where the log has none
  const shop = { ...shopContext(input.tables, input.features.timeZone), corrected: true };
  const found = new Map<string, Changed>();
  try {
    for (const snapshot of snapshots) {
      const again = await altered(snapshot, () => buildSnapshot(session, { ...input, outDir, cache: null, shop }, snapshot));
      if (compared === 'features' ? again.featureDigest === snapshot.featureDigest : again.digest === snapshot.digest) continue;
      for (const change of await changes(session, input, snapshot, again, compared)) if (!found.has(String(change.column))) found.set(String(change.column), change);
    }
  } finally {
    await rm(outDir, { recursive: true, force: true });
  }
  return [...found.values()];
}

/** Which columns differ between a snapshot and itself computed again, and whether other entities are in it. */
async function changes(session: DuckSession, input: AttackInput, before: BuiltSnapshot, after: BuiltSnapshot, compared: 'features' | 'all'): Promise<Changed[]> {
  const id = ident(entityColumn(input.task.entity));
  const columns = [...input.planned.map((f) => f.definition.name), ...(compared === 'all' ? [TABLE_COLUMNS.target] : [])];
  const [a, b] = [before, after].map((s) => `read_parquet(${text(s.file)})`);
  const differs = (c: string): string => `a.${ident(c)} IS DISTINCT FROM b.${ident(c)}`;
  const row = await session.one<Record<string, number | string | null>>(`SELECT count(*) AS n, ${columns.map((c, k) => `count(*) FILTER (WHERE ${differs(c)}) AS c${k}, min(a.${id}) FILTER (WHERE ${differs(c)}) AS e${k}`).join(', ')} FROM ${a} a JOIN ${b} b ON a.${id} = b.${id}`);
  const { missing } = await session.one<{ missing: number }>(`SELECT count(*) AS missing FROM ${a} a FULL JOIN ${b} b ON a.${id} = b.${id} WHERE a.${id} IS NULL OR b.${id} IS NULL`);
  const list = columns.flatMap((column, k): Changed[] => (Number(row[`c${k}`]) > 0 ? [{ column, rows: Number(row[`c${k}`]), of: Number(row.n), snapshot: before.name, example: (row[`e${k}`] as string | null) ?? null }] : []));
  return missing > 0 ? [{ column: null, rows: missing, of: Number(row.n), snapshot: before.name, example: null }, ...list] : list;
}

const resultOf = (check: TaskAttack['check'], snapshots: readonly BuiltSnapshot[], input: AttackInput, found: Changed[], note: Localized): LeakCheckResult => ({ check, state: found.length > 0 ? 'found' : 'passed', rows: snapshots.reduce((n, s) => n + s.rows, 0), columns: input.planned.length, note });

function finding(check: TaskAttack['check'], changed: Changed, why: Localized, fix: Localized): LeakFinding {
  const what = changed.column === null ? { en: 'Who is in the snapshot', zh: '该时点包含的对象' } : { en: `"${changed.column}"`, zh: `“${changed.column}”` };
  return {
    key: `${check}:${changed.column ?? ''}`, check, severity: 'severe', column: changed.column,
    message: { en: `${what.en} changed in ${changed.rows} of ${changed.of} rows of ${changed.snapshot}${changed.example === null ? '' : `, for example for ${changed.example}`}.`, zh: `${what.zh}在 ${changed.snapshot} 的 ${changed.of} 行中有 ${changed.rows} 行发生变化${changed.example === null ? '' : `，例如 ${changed.example}`}。` },
    why, fix, evidence: { rows: changed.rows, of: changed.of, snapshot: changed.snapshot, example: changed.example },
  };
}
