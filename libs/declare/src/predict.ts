import { predictionTaskSchema, type Condition, type EntityKind, type PredictionTask, type PredictionTaskInput, type ShopEvent, type TaskEntity } from '@bellwether/contracts';

/** A span of time. A horizon of days has 24 hours each, whatever the clocks do. */
export type Span = { readonly days: number };
export const days = (n: number): Span => ({ days: n });
export const weeks = (n: number): Span => ({ days: n * 7 });
export const hours = (n: number): Span => ({ days: n / 24 });

type Scalar = string | number | boolean;
type Own<K extends EntityKind> = Exclude<keyof ShopEvent<K> & string, 'eventId' | 'knownTime' | 'attributes'>;
type OfProduct<K extends EntityKind> = 'productId' extends keyof ShopEvent<K> ? `product.${'category' | 'topCategory' | 'brand' | 'name' | 'price' | 'cost' | 'active'}` : never;
/** Fields that rows of a kind have: its own, derived ones, those of the product it names, and free ones. */
export type FieldOf<K extends EntityKind> = Own<K> | (K extends 'order_line' ? 'amount' | 'discountShare' | 'priceLevel' : never) | OfProduct<K> | `attributes.${string}`;

class Field<F extends string> {
  constructor(private readonly name: F) {}
  is = (value: Scalar): Condition => ({ field: this.name, op: 'is', value });
  isNot = (value: Scalar): Condition => ({ field: this.name, op: 'is_not', value });
  in = (...values: Scalar[]): Condition => ({ field: this.name, op: 'in', values });
  notIn = (...values: Scalar[]): Condition => ({ field: this.name, op: 'not_in', values });
  gt = (value: number): Condition => ({ field: this.name, op: 'gt', value });
  atLeast = (value: number): Condition => ({ field: this.name, op: 'gte', value });
  lt = (value: number): Condition => ({ field: this.name, op: 'lt', value });
  atMost = (value: number): Condition => ({ field: this.name, op: 'lte', value });
  /** this category, or one below it */
  within = (path: string): Condition => ({ field: this.name, op: 'within', value: path });
  known = (): Condition => ({ field: this.name, op: 'known' });
  missing = (): Condition => ({ field: this.name, op: 'missing' });
}
/** `field('product.category').within('Grocery')` */
export const field = <F extends string>(name: F): Field<F> => new Field(name);

type Target = PredictionTaskInput['target'];
type Conditions<K extends EntityKind> = (where: <F extends FieldOf<K>>(name: F) => Field<F>) => Condition | Condition[];
const resolve = <K extends EntityKind>(conditions: Conditions<K>[]): Condition[] => conditions.flatMap((c) => c((name) => new Field(name)));

class Counted<K extends EntityKind> {
  constructor(private readonly kind: K, private readonly conditions: Condition[], private readonly distinctField: FieldOf<K> | null) {}
  /** only rows for which these hold: `.where((of) => of('product.category').within('Grocery'))` */
  where = (...conditions: Conditions<K>[]): Counted<K> => new Counted(this.kind, [...this.conditions, ...resolve(conditions)], this.distinctField);
  /** distinct values in place of rows: orders rather than their lines */
  distinct = (name: FieldOf<K>): Counted<K> => new Counted(this.kind, this.conditions, name);
  /** whether there are more than so many */
  gt = (n: number): Target => ({ kind: 'any', of: this.kind, where: this.conditions, atLeast: Math.floor(n) + 1 });
  atLeast = (n: number): Target => ({ kind: 'any', of: this.kind, where: this.conditions, atLeast: n });
  get target(): Target {
    return { kind: 'count', of: this.kind, where: this.conditions, distinct: this.distinctField };
  }
}

class Summed<K extends EntityKind> {
  constructor(private readonly kind: K, private readonly name: FieldOf<K>, private readonly conditions: Condition[]) {}
  where = (...conditions: Conditions<K>[]): Summed<K> => new Summed(this.kind, this.name, [...this.conditions, ...resolve(conditions)]);
  /** whether the sum exceeds this */
  gt = (value: number): Target => ({ ...(this.target as Extract<Target, { kind: 'sum' }>), above: value });
  get target(): Target {
    return { kind: 'sum', of: this.kind, where: this.conditions, field: this.name };
  }
}

class Awaited<K extends EntityKind> {
  constructor(private readonly kind: K, private readonly conditions: Condition[]) {}
  where = (...conditions: Conditions<K>[]): Awaited<K> => new Awaited(this.kind, [...this.conditions, ...resolve(conditions)]);
  get target(): Target {
    return { kind: 'time_to_event', of: this.kind, where: this.conditions };
  }
}

export const count = <K extends EntityKind>(kind: K): Counted<K> => new Counted<K>(kind, [], null);
export const sum = <K extends EntityKind>(kind: K, name: FieldOf<K>): Summed<K> => new Summed(kind, name, []);
/** days until the first row */
export const timeTo = <K extends EntityKind>(kind: K): Awaited<K> => new Awaited(kind, []);

type Cadence = PredictionTaskInput['cadence'];
type Dates = { from?: string; to?: string };
const periodic = (every: 'day' | 'week' | 'month', at: 'start' | 'end') => (dates: Dates = {}): Cadence => ({ every, at, ...dates });
export const dayStart = periodic('day', 'start');
export const dayEnd = periodic('day', 'end');
export const weekStart = periodic('week', 'start');
export const weekEnd = periodic('week', 'end');
export const monthStart = periodic('month', 'start');
export const monthEnd = periodic('month', 'end');
/** of a session: once it has so many events */
export const afterEvents = (n: number, dates: Dates = {}): Cadence => ({ every: 'session', afterEvents: n, ...dates });
/** of a session: so long after its first event */
export const afterMinutes = (n: number, dates: Dates = {}): Cadence => ({ every: 'session', afterEvents: null, afterMinutes: n, ...dates });

type Population = NonNullable<PredictionTaskInput['population']>;
type PopulationRule = (population: Population) => Population;
/** At least one row of one of these kinds within the span before the cutoff. */
export const activeWithin = (span: Span, ...kinds: EntityKind[]): PopulationRule => (p) => ({ ...p, active: { kinds: kinds.length ? kinds : ['order_line'], days: span.days, where: [] } });
export const seenFor = (span: Span): PopulationRule => (p) => ({ ...p, minAgeDays: span.days });
/** Facts of the entity itself: `having(field('country').is('DE'))`. */
export const having = (...conditions: Condition[]): PopulationRule => (p) => ({ ...p, where: [...(p.where ?? []), ...conditions] });

/** A declaration that is complete: it may still be narrowed, and parses to a task. */
class Declaration {
  constructor(private readonly spec: PredictionTaskInput) {}
  where = (...rules: PopulationRule[]): Declaration => new Declaration({ ...this.spec, population: rules.reduce((p, rule) => rule(p), this.spec.population ?? {}) });
  in = (timeZone: string): Declaration => new Declaration({ ...this.spec, timeZone });
  /** the truth is known so long after the horizon */
  knownAfter = (span: Span): Declaration => new Declaration({ ...this.spec, labelDelayDays: span.days });
  /** how many of the newest snapshots test, and how many before them tune */
  keep = (split: { tune?: number; test?: number }): Declaration => new Declaration({ ...this.spec, split: { ...(split.tune === undefined ? {} : { tuneSnapshots: split.tune }), ...(split.test === undefined ? {} : { testSnapshots: split.test }) } });
  /** @throws ZodError when the parts do not fit each other */
  build = (): PredictionTask => predictionTaskSchema.parse(this.spec);
}

/**
 * Declares a prediction task:
 *
 *     predict(count('order_line').gt(0)).within(days(30)).for('customer').at(monthEnd()).where(activeWithin(days(90))).build()
 */
export const predict = (target: Target | { target: Target }) => ({
  within: (horizon: Span) => ({
    for: (entity: TaskEntity) => ({
      at: (cadence: Cadence): Declaration => new Declaration({ entity, target: 'target' in target ? target.target : target, horizonDays: horizon.days, cadence }),
    }),
  }),
});
