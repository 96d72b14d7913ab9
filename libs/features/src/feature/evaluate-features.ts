import type { EntityKind, TaskEntity } from '@bellwether/contracts';
import { calendarValue } from './calendar';
import { fieldContext, type PlannedFeature, type ShopContext } from './compute-features';
import { requireKey } from './entity-key';
import type { EventMemory, KeyColumn, ReferenceFacts } from './event-memory';
import { bindFlat, bindGrouped, type Asked, type Bindings, type BoundMeasure } from './measure-eval';
import type { Measure } from './plan';
import type { RowReader, Value } from './row-field';
import { scalarValue } from './scalar';

export type { Asked } from './measure-eval';

/** Computes features for one entity from the events in memory: what training would have computed for that moment. */
export interface FeatureEvaluator {
  /** columns in the order of the features */
  readonly names: string[];
  /** @param queried answers of SQL features, by the name of the feature */
  evaluate(asked: Asked, reference: ReferenceFacts, queried?: ReadonlyMap<string, Value>): Value[];
}

const YEAR_MS = 366 * 86_400_000;

/** @param untilMs moments that will be asked about lie before; clocks that change later are not foreseen */
export function bindFeatures(entity: TaskEntity, features: readonly PlannedFeature[], memory: EventMemory, shop: Pick<ShopContext, 'timeZone' | 'currency'>, untilMs: number = Date.now() + 2 * YEAR_MS): FeatureEvaluator {
  const bindings: Bindings = { entity, memory, context: fieldContext(shop, untilMs) };
  // equal measures of several features are computed once a lookup
  const shared = new Map<string, { bound: BoundMeasure; at: number }>();
  const slot = (measure: Measure, feature: string): number => {
    const key = measure.type === 'sql' ? `sql:${feature}` : JSON.stringify(measure);
    const known = shared.get(key);
    if (known) return known.at;
    shared.set(key, { bound: bindMeasure(bindings, measure, shop.timeZone), at: shared.size });
    return shared.size - 1;
  };
  const bound = features.map((f) => ({
    feature: f,
    slots: new Map(Object.entries(f.plan.measures).filter(([, m]) => m.type !== 'sql').map(([name, m]) => [name, slot(m, f.definition.name)])),
  }));
  const measures = [...shared.values()].map((m) => m.bound);
  return {
    names: features.map((f) => f.definition.name),
    evaluate(asked, reference, queried) {
      memory.at(asked.cutoffUs);
      const values = measures.map((measure) => measure(asked, reference));
      return bound.map(({ feature, slots }) => {
        const value = scalarValue(feature.plan.value, (name) => (slots.has(name) ? values[slots.get(name)!]! : (queried?.get(feature.definition.name) ?? null)), asked.cutoffUs);
        return feature.plan.type === 'boolean' && typeof value === 'number' ? value !== 0 : value;
      });
    },
  };
}

function bindMeasure(bindings: Bindings, measure: Measure, zone: string): BoundMeasure {
  switch (measure.type) {
    case 'flat': return bindFlat(bindings, measure);
    case 'grouped': return bindGrouped(bindings, measure);
    case 'shop': {
      const key = JSON.stringify(measure.measure);
      return (_, reference) => reference.shop(key);
    }
    case 'calendar': return (asked) => calendarValue(measure, zone, Math.floor(asked.cutoffUs / 1000));
    case 'sql': return () => null;
  }
}

/** What a memory must hold for features to be computed from it. */
export type MemoryNeeds = { columns: Map<EntityKind, Set<string>>; keys: Map<EntityKind, Set<KeyColumn>>; productFields: Set<string>; stock: boolean; reviewParts: Set<string> };

/** Binds the features to a memory that only listens: the columns they ask for are the columns they need. */
export function memoryNeeds(entity: TaskEntity, features: readonly PlannedFeature[], shop: Pick<ShopContext, 'timeZone' | 'currency'>): MemoryNeeds {
  const needs: MemoryNeeds = { columns: new Map(), keys: new Map(), productFields: new Set(), stock: false, reviewParts: new Set() };
  const column = (kind: EntityKind, name: string) => void needs.columns.set(kind, (needs.columns.get(kind) ?? new Set()).add(name));
  const listener: RowReader = {
    column: (kind, name) => (column(kind, name), () => null),
    product: (kind, field) => (column(kind, 'product_id'), needs.productFields.add(field), () => null),
    stock: (kind) => (column(kind, 'product_id'), column(kind, 'event_time'), (needs.stock = true), () => null),
    review: (part) => (needs.reviewParts.add(part), () => null),
  };
  bindFeatures(entity, features, { ...listener, at: () => undefined, rows: () => new Int32Array(0) }, shop);
  for (const { plan } of features) {
    for (const measure of Object.values(plan.measures)) {
      if (measure.type !== 'flat' && measure.type !== 'grouped') continue;
      needs.keys.set(measure.over, (needs.keys.get(measure.over) ?? new Set()).add(requireKey(entity, measure.over).column as KeyColumn));
    }
  }
  for (const [kind, keys] of needs.keys) for (const key of keys) column(kind, key);
  if (needs.productFields.size) needs.keys.set('product', (needs.keys.get('product') ?? new Set()).add('product_id'));
  for (const field of needs.productFields) column('product', field);
  if (needs.productFields.size) ['product_id', 'currency'].forEach((name) => column('product', name));
  return needs;
}
