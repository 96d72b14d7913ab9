import { expectationOutcomeSchema, type DataWarning, type EntityKind, type EventLogId, type EventLogVersionId, type ExpectationOutcome, type PartitionStats } from '@bellwether/contracts';
import type { Db } from '../db/create-db';
import { found, type Scope } from '../scope/scope';
import { listExpectations, type EventExpectationRow } from './event-expectation';

/** Days without a row between days with some. @unit days, from and to are the first and last of them (UTC) */
export type EventGap = { from: string; to: string; days: number };
export type KindQuality = {
  kind: EntityKind; rows: number; partitions: number; bytes: number; late: number; eventFrom: Date; eventTo: Date; knownFrom: Date; knownTo: Date;
  /** day (UTC) -> rows */
  days: Record<string, number>;
  gaps: EventGap[];
  /** share of rows without a value, by column */
  empty: Record<string, number>;
  currencies: Record<string, number>;
};
/** A column whose filled share in the newest rows is another than before. */
export type FillDrift = { kind: EntityKind; column: string; before: number; now: number };
export type ExpectationState = EventExpectationRow & { outcome: ExpectationOutcome | null; /** oldest first, of the versions shown in `versions`; null: not checked, or nothing to check */ history: (boolean | null)[] };
export type EventQuality = {
  version: { id: EventLogVersionId; number: number; createdAt: Date; rows: number } | null;
  kinds: KindQuality[]; fillDrift: FillDrift[]; schemaChanges: { batch: number; source: string; at: Date; warning: DataWarning }[];
  expectations: ExpectationState[]; versions: number[];
};

const HISTORY = 12;
/** Shares that move less than this are noise of small batches. */
const FILL_MOVES = 0.1;

/** What is known of a version from its partitions' own facts: no row is read again. @param versionId null: the newest @throws AppError NOT_FOUND */
export async function eventQuality(db: Db, scope: Scope, logId: EventLogId, versionId: EventLogVersionId | null): Promise<EventQuality> {
  found(await db.prisma.eventLog.findFirst({ where: { id: logId, projectId: scope.projectId }, select: { id: true } }), 'event log', logId);
  const version = await db.prisma.eventLogVersion.findFirst({ where: { logId, projectId: scope.projectId, ...(versionId ? { id: versionId } : {}) }, orderBy: { number: 'desc' } });
  if (versionId) found(version, 'event log version', versionId);
  const expectations = await listExpectations(db, scope.projectId, logId);
  if (!version) return { version: null, kinds: [], fillDrift: [], schemaChanges: [], expectations: expectations.map((e) => ({ ...e, outcome: null, history: [] })), versions: [] };
  const partitions = await db.prisma.eventPartition.findMany({ where: { logId, addedIn: { lte: version.number }, OR: [{ removedIn: null }, { removedIn: { gt: version.number } }] } });
  const groups = new Map<EntityKind, Partition[]>();
  for (const p of partitions) groups.set(p.kind as EntityKind, [...(groups.get(p.kind as EntityKind) ?? []), p]);
  const { versions, states } = await expectationHistory(db, logId, version.number, expectations);
  return {
    version: { id: version.id as EventLogVersionId, number: version.number, createdAt: version.createdAt, rows: Number(version.rows) },
    kinds: [...groups].map(([kind, parts]) => kindQuality(kind, parts)).sort((a, b) => b.rows - a.rows),
    fillDrift: [...groups].flatMap(([kind, parts]) => fillDrift(kind, parts, version.number)),
    schemaChanges: await schemaChanges(db, logId), expectations: states, versions,
  };
}

/** The columns of one value in each partition of the newest version; null where that was not kept yet. */
export async function storedConstants(db: Db, scope: Scope, logId: EventLogId): Promise<{ kind: EntityKind; hash: string; constant: Record<string, string> | null }[]> {
  const partitions = await db.prisma.eventPartition.findMany({ where: { logId, removedIn: null, log: { projectId: scope.projectId } }, select: { kind: true, contentHash: true, stats: true } });
  return partitions.map((p) => ({ kind: p.kind as EntityKind, hash: p.contentHash, constant: (p.stats as PartitionStats).constant ?? null }));
}

type Partition = { rows: bigint; bytes: bigint; stats: unknown; eventFrom: Date; eventTo: Date; knownFrom: Date; knownTo: Date; addedIn: number };
const statsOf = (p: Partition): PartitionStats => p.stats as PartitionStats;

function add(total: Record<string, number>, more: Record<string, number>): Record<string, number> {
  for (const [key, n] of Object.entries(more)) total[key] = (total[key] ?? 0) + n;
  return total;
}

const extreme = (parts: Partition[], pick: (p: Partition) => Date, sign: 1 | -1): Date => parts.map(pick).reduce((a, b) => (sign * (b.getTime() - a.getTime()) > 0 ? b : a));

function kindQuality(kind: EntityKind, parts: Partition[]): KindQuality {
  const rows = parts.reduce((n, p) => n + Number(p.rows), 0);
  const days: Record<string, number> = {};
  for (const p of parts) for (const bySource of Object.values(statsOf(p).days)) add(days, bySource);
  const empty = parts.reduce((total, p) => add(total, statsOf(p).empty), {} as Record<string, number>);
  return {
    kind, rows, partitions: parts.length, bytes: parts.reduce((n, p) => n + Number(p.bytes), 0), late: parts.reduce((n, p) => n + statsOf(p).late, 0),
    eventFrom: extreme(parts, (p) => p.eventFrom, -1), eventTo: extreme(parts, (p) => p.eventTo, 1), knownFrom: extreme(parts, (p) => p.knownFrom, -1), knownTo: extreme(parts, (p) => p.knownTo, 1),
    days: Object.fromEntries(Object.entries(days).sort(([a], [b]) => (a < b ? -1 : 1))), gaps: gapsOf(Object.keys(days)), empty: Object.fromEntries(Object.entries(empty).map(([c, n]) => [c, rows ? n / rows : 0])),
    currencies: parts.reduce((total, p) => add(total, statsOf(p).currencies), {} as Record<string, number>),
  };
}

const DAY_MS = 86_400_000;

/** The longest first, at most 20. A kind that has rows on fewer days than it misses is no daily kind: it has no gaps. */
export function gapsOf(names: readonly string[]): EventGap[] {
  const days = names.map((d) => Date.parse(`${d}T00:00:00Z`)).sort((a, b) => a - b);
  if (days.length < 7) return [];
  const gaps: EventGap[] = [];
  for (let i = 1; i < days.length; i++) {
    const missing = Math.round((days[i]! - days[i - 1]!) / DAY_MS) - 1;
    if (missing > 0) gaps.push({ from: new Date(days[i - 1]! + DAY_MS).toISOString().slice(0, 10), to: new Date(days[i]! - DAY_MS).toISOString().slice(0, 10), days: missing });
  }
  const missed = gaps.reduce((n, g) => n + g.days, 0);
  return missed > days.length ? [] : gaps.sort((a, b) => b.days - a.days).slice(0, 20);
}

function fillDrift(kind: EntityKind, parts: Partition[], number: number): FillDrift[] {
  const share = (some: Partition[], column: string): number => 1 - some.reduce((n, p) => n + (statsOf(p).empty[column] ?? Number(p.rows)), 0) / some.reduce((n, p) => n + Number(p.rows), 0);
  const [now, before] = [parts.filter((p) => p.addedIn === number), parts.filter((p) => p.addedIn < number)];
  if (now.length === 0 || before.length === 0) return [];
  return Object.keys(statsOf(now[0]!).empty).map((column) => ({ kind, column, before: share(before, column), now: share(now, column) })).filter((d) => Math.abs(d.now - d.before) >= FILL_MOVES);
}

async function schemaChanges(db: Db, logId: EventLogId): Promise<EventQuality['schemaChanges']> {
  const batches = await db.prisma.eventBatch.findMany({ where: { logId, state: 'done' }, orderBy: { number: 'desc' }, take: 50, select: { number: true, warnings: true, finishedAt: true, source: { select: { name: true } } } });
  return batches.flatMap((b) => ((b.warnings ?? []) as DataWarning[]).filter((w) => w.code.startsWith('column-')).map((warning) => ({ batch: b.number, source: b.source.name, at: b.finishedAt!, warning })));
}

async function expectationHistory(db: Db, logId: EventLogId, upTo: number, expectations: EventExpectationRow[]): Promise<{ versions: number[]; states: ExpectationState[] }> {
  const versions = (await db.prisma.eventLogVersion.findMany({ where: { logId, number: { lte: upTo } }, orderBy: { number: 'desc' }, take: HISTORY, include: { results: true } })).reverse();
  return {
    versions: versions.map((v) => v.number),
    states: expectations.map((e) => {
      const outcomes = versions.map((v) => v.results.find((r) => r.expectationId === e.id)).map((r) => (r ? expectationOutcomeSchema.parse(r.observed) : null));
      // a version without rows to check has not passed
      return { ...e, outcome: outcomes.at(-1) ?? null, history: outcomes.map((o) => (o === null || o.empty ? null : o.passed)) };
    }),
  };
}
