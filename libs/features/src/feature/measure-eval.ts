import type { TaskEntity } from '@bellwether/contracts';
import { bindCondition, withDefaults } from './condition';
import { requireKey } from './entity-key';
import { compareText, compareValues, type EventMemory, type KeyColumn, type ReferenceFacts } from './event-memory';
import { itemKey } from './measure-sql';
import type { FlatMeasure, GroupedMeasure, InnerMeasure, Rows } from './plan';
import { requireField, type FieldContext, type Value } from './row-field';
import { DAY_US, scalarValue, type Scalar } from './scalar';

/** Who is asked about, and when. @unit µs */
export type Asked = { entityId: string; /** of a session */ customerId: string | null; cutoffUs: number };
export type BoundMeasure = (asked: Asked, reference: ReferenceFacts) => Value;
export type Bindings = { entity: TaskEntity; memory: EventMemory; context: FieldContext };

const clamp = (v: number): number => Math.min(Math.max(v, -1e9), 1e9);
/** Half away from zero, as the compute engine rounds. */
export const micro = (value: number): number => {
  const scaled = clamp(value) * 1e6;
  return scaled < 0 ? -Math.round(-scaled) : Math.round(scaled);
};

type Scan = (asked: Asked, visit: (row: number, time: number) => void) => void;

/** Visits the rows that count, oldest first. */
function scanner({ entity, memory, context }: Bindings, rows: Rows): Scan {
  const key = requireKey(entity, rows.over);
  const time = memory.column(rows.over, 'event_time') as (row: number) => number;
  const conditions = withDefaults(rows.over, rows.where).map((c) => bindCondition(rows.over, c, memory, context));
  const reach = rows.days === null ? null : Math.round((rows.days + rows.offsetDays) * DAY_US);
  const offset = Math.round(rows.offsetDays * DAY_US);
  return ({ entityId, customerId, cutoffUs }, visit) => {
    const id = key.spine === 'customer_id' ? customerId : entityId;
    if (id === null) return;
    const list = memory.rows(rows.over, key.column as KeyColumn, id);
    const from = reach === null ? 0 : after(list, time, cutoffUs - reach);
    for (let i = from; i < list.length; i++) {
      const row = list[i]!;
      const at = time(row);
      if (at > cutoffUs - offset) return;
      if (conditions.every((holds) => holds(row))) visit(row, at);
    }
  };
}

/** The first position whose time lies after the moment. */
function after(list: Int32Array, time: (row: number) => number, moment: number): number {
  let low = 0;
  let high = list.length;
  while (low < high) {
    const mid = (low + high) >>> 1;
    if (time(list[mid]!) > moment) high = mid;
    else low = mid + 1;
  }
  return low;
}

/** What flatSql says of stored rows, for rows in memory. */
export function bindFlat(bindings: Bindings, measure: FlatMeasure): BoundMeasure {
  const scan = scanner(bindings, measure);
  const read = measure.field === null ? null : requireField(measure.over, measure.field).bind(bindings.memory, bindings.context);
  const fold = FLAT[measure.agg];
  return (asked) => {
    const state = fold();
    scan(asked, (row, time) => {
      const value = read === null ? true : read(row);
      if (value !== null) state.add(value, time);
    });
    return state.result();
  };
}

/** What an aggregate has seen so far. Classes, for one is made per lookup, measure and group: closures cost several times as much, once they have been given names. */
interface FoldState { add(value: Value, time: number): void; result(): Value }
type Fold = () => FoldState;

/** The newest (or oldest) value; of one moment the greatest (or smallest). */
class Edge implements FoldState {
  private seen = false;
  private value: Value = null;
  private time = 0;
  constructor(private readonly sign: 1 | -1, private readonly of: 'value' | 'time') {}
  add(value: Value, time: number): void {
    if (this.seen && this.sign * (time - this.time) <= 0 && !(time === this.time && this.sign * compareValues(value, this.value) > 0)) return;
    [this.seen, this.value, this.time] = [true, value, time];
  }
  result(): Value {
    return this.seen ? this[this.of] : null;
  }
}

class Extreme implements FoldState {
  private best: number | null = null;
  constructor(private readonly sign: 1 | -1) {}
  add(value: Value): void {
    if (this.best === null || this.sign * ((value as number) - this.best) > 0) this.best = value as number;
  }
  result(): Value {
    return this.best;
  }
}

class Count implements FoldState {
  private n = 0;
  add(): void {
    this.n++;
  }
  result(): Value {
    return this.n;
  }
}

class Sum implements FoldState {
  private micros = 0;
  add(value: Value): void {
    this.micros += micro(value as number);
  }
  result(): Value {
    return this.micros / 1e6;
  }
}

const FLAT: Record<FlatMeasure['agg'], Fold> = {
  count: () => new Count(), sum: () => new Sum(), min: () => new Extreme(-1), max: () => new Extreme(1),
  last: () => new Edge(1, 'value'), first: () => new Edge(-1, 'value'), lastTime: () => new Edge(1, 'time'), firstTime: () => new Edge(-1, 'time'),
};

type BoundInner = { name: string; counts: (row: number) => boolean; read: ((row: number) => Value) | null; fold: Fold };

function bindInner({ memory, context }: Bindings, measure: GroupedMeasure, name: string, inner: InnerMeasure): BoundInner {
  const conditions = inner.where.map((c) => bindCondition(measure.over, c, memory, context));
  return { name, counts: (row) => conditions.every((holds) => holds(row)), read: inner.field === null ? null : requireField(measure.over, inner.field).bind(memory, context), fold: FLAT[inner.agg] };
}

type Group = { key: string; value: number | null; weight: number; order: number | null };

/** What the grouped pass says of stored rows, for rows in memory. */
export function bindGrouped(bindings: Bindings, measure: GroupedMeasure): BoundMeasure {
  const scan = scanner(bindings, measure);
  const by = requireField(measure.over, measure.by).bind(bindings.memory, bindings.context);
  const inners = Object.entries(measure.inner).map(([name, inner]) => bindInner(bindings, measure, name, inner));
  const items = Object.keys(measure.items).map((name) => [name, itemKey(measure, name)] as const);
  // of groups that are only counted nothing but their labels is asked
  const onlyCounted = measure.outer === 'count' && measure.having.length === 0;
  // one group's values at a time, in one place: a map of each group's own would be most of what a lookup leaves to be collected
  const places = new Map(['key', ...inners.map((i) => i.name), ...items.map(([name]) => name)].map((name, at) => [name, at]));
  const cells: Value[] = [];
  const read = (name: string): Value => cells[places.get(name) ?? -1] ?? null;
  const ofGroup = (scalar: Scalar | null, cutoffUs: number): number | null => (scalar === null ? null : (scalarValue(scalar, read, cutoffUs) as number | null));
  return (asked, reference) => {
    const groups = new Map<string, FoldState[]>();
    scan(asked, (row, time) => {
      const key = by(row);
      if (key === null) return;
      const label = String(key);
      let states = groups.get(label);
      if (!states) groups.set(label, (states = inners.map((i) => i.fold())));
      inners.forEach((inner, k) => {
        if (!inner.counts(row)) return;
        const value = inner.read === null ? true : inner.read(row);
        if (value !== null) states[k]!.add(value, time);
      });
    });
    if (onlyCounted) return groups.size;
    const list: Group[] = [];
    for (const [key, states] of groups) {
      cells[0] = key;
      for (let k = 0; k < states.length; k++) cells[1 + k] = states[k]!.result();
      for (let k = 0; k < items.length; k++) cells[1 + states.length + k] = reference.item(items[k]![1], key);
      if (!measure.having.every((h) => Number(read(h.name) ?? Number.NaN) >= h.atLeast)) continue;
      const { cutoffUs } = asked;
      list.push({ key, value: ofGroup(measure.value, cutoffUs), weight: measure.weight === null ? 1 : (ofGroup(measure.weight, cutoffUs) ?? 0), order: ofGroup(measure.order, cutoffUs) });
    }
    return outerValue(measure, list);
  };
}

const known = (groups: Group[]): (Group & { value: number })[] => groups.filter((g): g is Group & { value: number } => g.value !== null);

function outerValue(measure: GroupedMeasure, groups: Group[]): Value {
  const valued = known(groups);
  switch (measure.outer) {
    case 'count': return groups.length;
    case 'sum': return valued.reduce((sum, g) => sum + micro(g.value), 0) / 1e6;
    case 'mean': return meanOf(measure, valued);
    case 'min': return valued.length ? Math.min(...valued.map((g) => g.value)) : null;
    case 'max': return valued.length ? Math.max(...valued.map((g) => g.value)) : null;
    case 'last': return newest(valued)?.value ?? null;
    case 'top': return valued.reduce<(Group & { value: number }) | null>((best, g) => (best === null || g.value > best.value || (g.value === best.value && compareText(g.key, best.key) > 0) ? g : best), null)?.key ?? null;
    default: return gapValue(measure.outer, valued.map((g) => g.value).sort((a, b) => a - b));
  }
}

function meanOf(measure: GroupedMeasure, groups: (Group & { value: number })[]): number | null {
  if (groups.length === 0) return null;
  if (measure.weight === null) return groups.reduce((sum, g) => sum + micro(g.value), 0) / 1e6 / groups.length;
  const weight = groups.reduce((sum, g) => sum + micro(g.weight), 0) / 1e6;
  return weight === 0 ? null : groups.reduce((sum, g) => sum + micro(g.value * g.weight), 0) / 1e6 / weight;
}

const newest = (groups: (Group & { value: number })[]): (Group & { value: number }) | null =>
  groups.filter((g) => g.order !== null).reduce<(Group & { value: number }) | null>((best, g) => (best === null || g.order! > best.order! || (g.order === best.order && g.value > best.value) ? g : best), null);

function gapValue(agg: GroupedMeasure['outer'], times: number[]): number | null {
  if (times.length < 2) return null;
  const gaps = times.slice(1).map((t, i) => (t - times[i]!) / DAY_US);
  switch (agg) {
    case 'gapSquares': return gaps.reduce((sum, g) => sum + micro(g * g), 0) / 1e6;
    case 'gapMin': return Math.min(...gaps);
    case 'gapMax': return Math.max(...gaps);
    default: return gaps.at(-1)!;
  }
}
