import type { EntityKind, TaskEntity } from '@bellwether/contracts';
import { ident, type DuckSession } from '../ingest/session';
import { inLanes } from '../ingest/in-lanes';
import { requireKey } from './entity-key';
import { passKey, passSql, sinceDays, standsAlone, type Pass } from './measure-sql';
import type { FlatMeasure, GroupedMeasure, Rows } from './plan';
import { requireField, type FieldContext } from './row-field';
import { daysUs, timestampSql, type SourceContext } from './row-source';

/**
 * Rows of a kind, added up beforehand for many moments at once: a cell holds what the rows of one entity (and group) come to that no moment and no window tells
 * apart. They happened between the same two of all the bounds that windows have, became known between the same two moments, and were corrected between the same two.
 * Each snapshot then adds cells in place of rows, and comes to the same: sums are of whole numbers.
 */
export class EventCells {
  /** SQL of an aggregate over rows: the column that holds it */
  private readonly partials = new Map<string, string>();
  private readonly bounds: number[];
  private sealed = false;
  readonly field: FieldContext;

  private constructor(readonly table: string, private readonly passes: readonly Pass[], private readonly moments: readonly number[], private readonly context: SourceContext, /** some of its rows were */ private readonly corrected: boolean) {
    this.field = context.field;
    const rows = passes.flatMap((p) => p.columns.map((c) => c.measure));
    this.bounds = [...new Set(moments.flatMap((ms) => rows.flatMap((r) => [ms * 1000, ...windowUs(ms, r)])))].sort((a, b) => a - b);
  }

  /** @param passes over one kind, grouped by one field or not at all: every measure that will be asked for @param moments at which they will @unit ms @param context of the last of them */
  static async make(session: DuckSession, table: string, passes: readonly Pass[], moments: readonly number[], context: SourceContext): Promise<EventCells> {
    const { view } = requireKey(passes[0]!.entity, passes[0]!.kind);
    const corrected = context.corrected && (await session.rows(`SELECT 1 FROM ${view} WHERE superseded_time IS NOT NULL LIMIT 1`)).length > 0;
    const cells = new EventCells(table, passes, [...moments].sort((a, b) => a - b), context, corrected);
    // names the partial results that the snapshots will look for
    for (const ms of cells.moments) for (const pass of passes) passSql(pass, { kind: 'fixed', ms }, context, cells);
    // not temporary: connections beside this one read it too
    await session.run(`CREATE OR REPLACE TABLE ${table} AS ${cells.sql()}`);
    cells.sealed = true;
    return cells;
  }

  /** Cells can be asked about these moments alone. */
  covers = (ms: number): boolean => this.moments.includes(ms);

  /** The column with an aggregate over the rows of a cell. */
  partial(sql: string): string {
    const known = this.partials.get(sql);
    if (known !== undefined) return `e.${known}`;
    if (this.sealed) throw new Error(`expected an aggregate that the cells of ${this.passes[0]!.kind} were made for, received ${sql}`);
    const column = `p${this.partials.size}`;
    this.partials.set(sql, column);
    return `e.${column}`;
  }

  /** Cells whose rows had happened and were known at a moment. @param sinceDays nothing older is asked for; null: everything */
  from(ms: number, sinceDays: number | null): string {
    const at = this.moments.indexOf(ms);
    return `FROM ${this.table} e WHERE e.happened <= ${this.place(ms * 1000)}${sinceDays === null ? '' : ` AND e.happened > ${this.since(ms, sinceDays)}`} AND e.known <= ${at}${this.corrected ? ` AND e.superseded > ${at}` : ''}`;
  }

  /** Conditions on cells for a window that is asked about at a moment. */
  window(ms: number, { days, offsetDays }: Pick<Rows, 'days' | 'offsetDays'>): string[] {
    return [...(days === null ? [] : [`e.happened > ${this.since(ms, days + offsetDays)}`]), ...(offsetDays === 0 ? [] : [`e.happened <= ${this.since(ms, offsetDays)}`])];
  }

  /** What `happened` must exceed to lie within so many days before the moment. */
  since = (ms: number, days: number): number => this.place(ms * 1000 - daysUs(days));

  private place(us: number): number {
    const at = this.bounds.indexOf(us);
    if (at < 0) throw new Error(`expected a bound that the cells of ${this.passes[0]!.kind} were made for, received ${us}`);
    return at;
  }

  private sql(): string {
    const { context } = this;
    const { entity, kind } = this.passes[0]!;
    const by = this.passes.map((p) => p.by).find((b) => b !== null) ?? null;
    const own = requireKey(entity, kind);
    const key = by === null ? null : requireField(kind, by).sql(context.field);
    const last = timestampSql(this.moments.at(-1)!);
    const reach = sinceDays(this.passes.flatMap((p) => p.columns.map((c) => c.measure)));
    const since = reach === null ? [] : [`e.event_time > make_timestamp(${this.moments[0]! * 1000 - daysUs(reach)}::BIGINT)`];
    const momentsUs = this.moments.map((ms) => ms * 1000);
    const superseded = this.corrected ? [`coalesce(${bucketSql('e.superseded_time', momentsUs)}, ${momentsUs.length})::USMALLINT AS superseded`] : [];
    const columns = [`e.${ident(own.column)} AS entity_id`, ...(key === null ? [] : [`CAST(${key} AS VARCHAR) AS key`]), `${bucketSql('e.event_time', this.bounds)}::USMALLINT AS happened`, `${bucketSql('e.known_time', momentsUs)}::USMALLINT AS known`, ...superseded];
    const where = [`e.${ident(own.column)} IS NOT NULL`, ...(this.passes.every((p) => p.by !== null) ? [`${key} IS NOT NULL`] : []), `e.event_time <= ${last}`, `e.known_time <= ${last}`, ...since];
    const groups = columns.map((_, k) => k + 1).join(', ');
    return `SELECT ${[...columns, ...[...this.partials].map(([sql, name]) => `${sql} AS ${name}`)].join(', ')} FROM ${own.view} e WHERE ${where.join(' AND ')} GROUP BY ${groups}`;
  }
}

/** The ends of a window. @unit µs */
const windowUs = (ms: number, { days, offsetDays }: Pick<Rows, 'days' | 'offsetDays'>): number[] => [...(days === null ? [] : [ms * 1000 - daysUs(days + offsetDays)]), ...(offsetDays === 0 ? [] : [ms * 1000 - daysUs(offsetDays)])];

/** How many bounds lie before a moment, by halving. Null stays null. */
function bucketSql(column: string, bounds: readonly number[]): string {
  const between = (from: number, to: number): string => {
    if (from === to) return String(from);
    const middle = (from + to) >> 1;
    return `CASE WHEN ${column} <= make_timestamp(${bounds[middle]!}::BIGINT) THEN ${between(from, middle)} ELSE ${between(middle + 1, to)} END`;
  };
  return `CASE WHEN ${column} IS NOT NULL THEN ${between(0, bounds.length)} END`;
}

/** What rows come together by: cells of these groups are few enough for passes without a group to read them too. */
const NATURAL: Partial<Record<EntityKind, string>> = { session_event: 'sessionId', order_line: 'orderId' };

/** Cells by pass: kind and grouping. */
export type CellSet = { entity: TaskEntity; of: ReadonlyMap<string, EventCells>; drop: () => Promise<void> };

/** Bounds beyond which cells are hardly fewer than rows. */
const MOST_BOUNDS = 60_000;

/**
 * Cells for all measures that stand on their rows alone.
 * @param measures that will be asked for, at each of these moments @unit ms
 * @param context of the last moment
 */
export async function makeCells(session: DuckSession, entity: TaskEntity, measures: Iterable<FlatMeasure | GroupedMeasure>, moments: readonly number[], context: SourceContext): Promise<CellSet> {
  const passes = new Map<string, Pass>();
  for (const measure of measures) {
    if (!standsAlone(measure)) continue;
    const pass = passes.get(passKey(measure)) ?? { entity, kind: measure.over, by: measure.type === 'grouped' ? measure.by : null, columns: [] };
    pass.columns.push({ column: `m${pass.columns.length}`, measure });
    passes.set(passKey(measure), pass);
  }
  const all = [...passes.values()];
  const shared = new Map<string, string[]>();
  for (const [key, { kind, by }] of passes) {
    const group = by ?? all.find((p) => p.kind === kind && p.by === NATURAL[kind])?.by ?? '';
    shared.set(`${kind}|${group}`, [...(shared.get(`${kind}|${group}`) ?? []), key]);
  }
  const of = new Map<string, EventCells>();
  await inLanes(session, [...shared.values()], async (lane, keys, k) => {
    const mine = keys.map((key) => passes.get(key)!);
    if (moments.length * mine.reduce((n, p) => n + p.columns.length, 0) * 3 > MOST_BOUNDS) return;
    const cells = await EventCells.make(lane, `cells_${k}`, mine, moments, context);
    for (const key of keys) of.set(key, cells);
  });
  return { entity, of, drop: async () => { for (const { table } of new Set(of.values())) await session.run(`DROP TABLE IF EXISTS ${table}`); } };
}
