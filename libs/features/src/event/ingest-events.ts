import { mkdir, rename } from 'node:fs/promises';
import path from 'node:path';
import { ENTITY_KINDS, type EntityKind, type EventMapping, type EventRules, type EventTables, type IngestCounts } from '@bellwether/contracts';
import type { Progress } from '../ingest/perform-task';
import { text, type DuckSession } from '../ingest/session';
import { FLAGS } from './event-flags';
import { writeLinks } from './event-links';
import { collectRejects, writeRejects, type EventReject } from './event-rejects';
import { openEventSource, type EventSourceFile } from './event-source';
import { matchCancellations } from './match-cancellations';
import { partitionFacts, type MadePartition } from './partition-facts';
import { beginSettling, cleanFacts, settleKind, stageFacts, writeSuperseded, type CleanFacts, type Settled, type StageFacts } from './settle-events';
import { stageClean, stageNumbered, stagePieces, type Stage, type StageContext, type StagePiece } from './stage-events';

export type EventIngest = {
  /** `kind`: rows of the mapping about this kind alone are held against the file; left out: all are */
  files: { file: string; fileName: string; kind?: EntityKind }[];
  mapping: EventMapping;
  rules: EventRules;
  /** of the log: ISO 4217 */
  currency: string;
  /** when these files came: ISO 8601 */
  arrival: string;
  /** whose rows these are, for the counts by day */
  sourceId: string;
  /** the version before; null: the log is empty */
  existing: EventTables | null;
  outDir: string;
  workDir: string;
};
export type EventIngestResult = {
  partitions: MadePartition[];
  /** the same path as in `existing` where nothing changed */
  supersededFile: string | null;
  linkFile: string | null;
  counts: IngestCounts;
  /** CSV: file, row, reason, raw */
  rejectedPath: string | null;
  /** the first refusals, to show */
  rejects: EventReject[];
  /** of all files together, in the order of their first appearance */
  columns: { name: string; type: string }[];
};

/**
 * Reads files through a mapping into Parquet partitions, one a kind, beside what a log already has.
 * Clean rows are written once, while the file is scanned; only where rows were refused, came twice or correct others is the source read again, in order.
 * @throws AppError DATA_*, COLUMN_NOT_FOUND
 */
export async function ingestEvents(session: DuckSession, task: EventIngest, progress: Progress): Promise<EventIngestResult> {
  await mkdir(task.outDir, { recursive: true });
  progress('reading', null);
  const sources: EventSourceFile[] = [];
  for (const [i, f] of task.files.entries()) {
    const folder = path.join(task.workDir, `file-${i}`);
    await mkdir(folder, { recursive: true });
    sources.push({ ...(await openEventSource(session, f.file, f.fileName, folder, task.mapping)), kind: f.kind });
  }
  return ingestSources(session, sources, task, progress);
}

/** The same from sources that are open already. */
export async function ingestSources(session: DuckSession, sources: EventSourceFile[], task: EventIngest, progress: Progress): Promise<EventIngestResult> {
  const ctx: StageContext = { mapping: task.mapping, rules: task.rules, currency: task.currency, arrival: new Date(task.arrival), workDir: task.workDir };
  const pieces = stagePieces(sources, ctx);
  const existing = (kind: EntityKind): readonly string[] => task.existing?.files[kind] ?? [];
  const clean = await cleanStages(session, pieces, ctx, existing, progress);
  if (clean === null) progress('reading rejected and repeated rows', null);
  const stages = clean?.stages ?? (await stageNumbered(session, pieces, ctx));
  const facts = new Map<EntityKind, StageFacts>(clean?.facts);
  if (clean === null) for (const s of stages) if (s.role === 'rows') facts.set(s.kind, await stageFacts(session, [s.file]));
  const rejects = await collectRejects(session, sources, pieces, clean === null ? stages : [], task.mapping.header);
  const cancels = await cancellations(session, stages, existing('order_line'), task.workDir);
  stages.push(...cancels.stages);
  progress('writing', null);
  const settled = await settleAll(session, task, stages, clean?.facts ?? null);
  const conflictRejects = await conflictRows(session, sources, stages);
  const partitions: MadePartition[] = [];
  for (const [kind, s] of settled) for (const file of s.files) partitions.push(await partitionFacts(session, kind, file, task.sourceId, facts.get(kind)?.flags ? lateOf(facts.get(kind)!) : 0));
  const supersededFile = await writeSuperseded(session, task.existing?.supersededFile ?? null, path.join(task.outDir, 'superseded.parquet'));
  const linkFile = await writeLinks(session, Object.fromEntries([...settled].map(([kind, s]) => [kind, s.files])), task.existing?.linkFile ?? null, path.join(task.outDir, 'links.parquet'));
  const { read, unmapped } = await readCounts(session, sources, pieces, facts, rejects.count);
  const outOfOrder = await outOfOrderRows(session, partitions, task.existing);
  const rows = [...rejects.rows, ...conflictRejects];
  const rejectedPath = rows.length ? path.join(task.outDir, 'rejected.csv') : null;
  if (rejectedPath) await writeRejects(rejectedPath, rows);
  const conflictsRejected = [...settled.values()].reduce((n, s) => n + s.conflictsRejected, 0);
  return {
    partitions, supersededFile, linkFile, rejectedPath, rejects: rows.slice(0, 200), columns: allColumns(sources),
    counts: {
      read, unmapped, outOfOrder, rejected: rejects.count + conflictsRejected, reasons: conflictsRejected ? { ...rejects.reasons, [CONFLICT]: conflictsRejected } : rejects.reasons,
      accepted: byKind(settled, (s) => s.accepted), duplicates: byKind(settled, (s) => s.duplicates), corrections: byKind(settled, (s) => s.corrections), conflicts: byKind(settled, (s) => s.conflicts),
      ...flagCounts(facts), currencies: addCurrencies(partitions), cancelled: cancels.cancelled, cancelUnmatched: cancels.unmatched,
    },
  };
}

/** The rows as they were scanned, where none of them is refused, comes twice, cancels another or must be named for contradicting the log; null: they have to be read in order. */
async function cleanStages(session: DuckSession, pieces: StagePiece[], ctx: StageContext, existing: (kind: EntityKind) => readonly string[], progress: Progress): Promise<{ stages: Stage[]; facts: Map<EntityKind, CleanFacts> } | null> {
  const stages = pieces.some((p) => p.role === 'cancel') ? null : await stageClean(session, pieces, ctx);
  if (stages === null) return null;
  progress('settling', null);
  const facts = new Map<EntityKind, CleanFacts>();
  for (const { kind, file } of stages) {
    const found = await cleanFacts(session, { kind, stage: [file], existing: existing(kind) });
    if (found.repeated || (found.touchesLog && ctx.rules.conflict === 'reject')) return null;
    facts.set(kind, found);
  }
  return { stages, facts };
}

function allColumns(sources: EventSourceFile[]): EventIngestResult['columns'] {
  const found = new Map(sources.flatMap((s) => s.columns).reverse().map((c) => [c.name, c.native]));
  return [...new Set(sources.flatMap((s) => s.columns.map((c) => c.name)))].map((name) => ({ name, type: found.get(name)! }));
}

export const CONFLICT = 'another row of the same event id became known at the same moment';

async function cancellations(session: DuckSession, stages: Stage[], existing: readonly string[], workDir: string) {
  const cancel = stages.find((s) => s.role === 'cancel');
  return cancel ? matchCancellations(session, cancel, { stage: stages.find((s) => s.kind === 'order_line' && s.role === 'rows') ?? null, existing }, workDir) : { stages: [], cancelled: 0, unmatched: 0 };
}

async function settleAll(session: DuckSession, task: EventIngest, stages: Stage[], facts: Map<EntityKind, CleanFacts> | null): Promise<Map<EntityKind, Settled>> {
  await beginSettling(session);
  const settled = new Map<EntityKind, Settled>();
  for (const kind of ENTITY_KINDS) {
    const mine = stages.filter((s) => s.kind === kind && s.role === 'rows');
    if (mine.length === 0) continue;
    const known = facts?.get(kind);
    const clean = mine.length === 1 && known !== undefined && !known.touchesLog;
    if (clean && known.rows === 0) continue;
    const existing = task.existing?.files[kind] ?? [];
    settled.set(kind, clean ? await adopt(mine[0]!, known, task.outDir) : await settleKind(session, { kind, stage: mine.map((s) => s.file), existing, rules: task.rules, outDir: task.outDir }));
  }
  return settled;
}

/** A stage without a flaw is the partition. */
async function adopt(stage: Stage, facts: StageFacts, outDir: string): Promise<Settled> {
  const file = path.join(outDir, `settled-${stage.kind}.parquet`);
  await rename(stage.file, file);
  return { files: [file], accepted: facts.rows, duplicates: 0, corrections: 0, conflicts: 0, conflictsRejected: 0 };
}

async function conflictRows(session: DuckSession, sources: EventSourceFile[], stages: Stage[]): Promise<EventReject[]> {
  const { n } = await session.one<{ n: number }>('SELECT count(*) AS n FROM conflict_rows');
  if (n === 0) return [];
  const names = new Map(sources.map((s) => [s.path, s.fileName]));
  const found: EventReject[] = [];
  for (const s of stages.filter((x) => x.role === 'rows' && x.pieces.length)) {
    const rows = await session.rows<{ f: string; r: number }>(`SELECT __file AS f, __rn AS r FROM read_parquet(${text(s.file)}, filename=true, file_row_number=true) p SEMI JOIN (SELECT place FROM conflict_rows WHERE kind = ${text(s.kind)}) c ON c.place = p.filename || ' ' || lpad(p.file_row_number::VARCHAR, 12, '0') LIMIT 1000`);
    found.push(...rows.map((r) => ({ file: names.get(r.f) ?? r.f, row: r.r, reason: CONFLICT, raw: '' })));
  }
  return found;
}

/** Rows of the sources; those that no row of the mapping was about are counted where every one of them has a condition. */
async function readCounts(session: DuckSession, sources: EventSourceFile[], pieces: StagePiece[], facts: Map<EntityKind, StageFacts>, rejected: number): Promise<{ read: number; unmapped: number }> {
  const whole = pieces.filter((p) => p.role === 'rows' && p.kind === p.row.kind);
  const single = whole.length === sources.length && whole.every((p) => p.row.when.length === 0 && (p.row.negative === 'keep' || p.row.negative === 'reject'));
  if (single) {
    const mine = [...new Set(whole.map((p) => p.kind))].map((kind) => facts.get(kind)!);
    return { read: mine.reduce((n, f) => n + f.rows - f.refused, rejected), unmapped: 0 };
  }
  let [read, unmapped] = [sources.reduce((n, s) => n + s.rejectedCount, 0), 0];
  for (const source of sources) {
    const mine = pieces.filter((p) => p.source === source);
    const any = mine.map((p) => `(${p.compiled.where})`).join(' OR ');
    const counted = await session.one<{ n: number; u: number }>(`SELECT count(*) AS n, count(*) FILTER (WHERE NOT (${any})) AS u FROM ${source.scan(new Map(mine.flatMap((p) => [...p.compiled.types])))}`);
    read += counted.n;
    unmapped += counted.u;
  }
  const { n } = await session.one<{ n: number }>('SELECT count(*) AS n FROM unreadable');
  return { read: read + n, unmapped };
}

async function outOfOrderRows(session: DuckSession, partitions: MadePartition[], existing: EventTables | null): Promise<number> {
  let total = 0;
  for (const p of partitions) {
    const newest = (existing?.partitions ?? []).filter((e) => e.kind === p.kind).reduce<string | null>((max, e) => (max === null || e.eventTo > max ? e.eventTo : max), null);
    if (newest === null || p.eventFrom >= newest) continue;
    total += (await session.one<{ n: number }>(`SELECT count(*) AS n FROM read_parquet(${text(p.path)}) WHERE event_time < ${text(newest)}::TIMESTAMPTZ::TIMESTAMP`)).n;
  }
  return total;
}

const byKind = (settled: Map<EntityKind, Settled>, pick: (s: Settled) => number): Record<string, number> => Object.fromEntries([...settled].map(([kind, s]): [string, number] => [kind, pick(s)]).filter(([, n]) => n > 0));
const flagged = (f: StageFacts, bit: number): number => Object.entries(f.flags).reduce((n, [value, rows]) => n + (Number(value) & bit ? rows : 0), 0);
const lateOf = (f: StageFacts): number => flagged(f, FLAGS.late);

function flagCounts(facts: Map<EntityKind, StageFacts>): Pick<IngestCounts, 'late' | 'skewed' | 'doubledHour' | 'missingHour'> {
  const sum = (bit: number) => [...facts.values()].reduce((n, f) => n + flagged(f, bit), 0);
  return { late: sum(FLAGS.late), skewed: sum(FLAGS.skewed), doubledHour: sum(FLAGS.doubledHour), missingHour: sum(FLAGS.missingHour) };
}

function addCurrencies(partitions: MadePartition[]): Record<string, number> {
  const total: Record<string, number> = {};
  for (const p of partitions) for (const [currency, n] of Object.entries(p.stats.currencies)) total[currency] = (total[currency] ?? 0) + n;
  return total;
}
