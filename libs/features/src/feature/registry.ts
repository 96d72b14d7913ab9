import { AppError, featureRef, type FeatureDefinition, type Localized, type TaskEntity } from '@bellwether/contracts';
import { z } from 'zod';
import { requireKey } from './entity-key';
import type { FeatureKind } from './feature-kind';
import { checkCondition } from './condition';
import { affinityKind } from './kinds/affinity';
import { calendarKind } from './kinds/calendar';
import { exposureKind } from './kinds/exposure';
import { factKind } from './kinds/fact';
import { funnelKind } from './kinds/funnel';
import { gapKind } from './kinds/gap';
import { itemKind } from './kinds/item';
import { priceKind } from './kinds/price';
import { rateKind } from './kinds/rate';
import { ratioKind } from './kinds/ratio';
import { reviewKind } from './kinds/review';
import { rfmKind } from './kinds/rfm';
import { sessionKind } from './kinds/session';
import { shareKind } from './kinds/share';
import { sqlKind } from './kinds/sql';
import { stockKind } from './kinds/stock';
import { togetherKind } from './kinds/together';
import { trendKind } from './kinds/trend';
import { windowKind } from './kinds/window';
import { flat, isTogether, type FeaturePlan, type GroupedMeasure, type Measure, type Rows } from './plan';
import { requireField } from './row-field';
import { constant, cutoff, greatest, inDays, or, ref, sub, when } from './scalar';

/** Every way of computing a feature, one line each. */
export const FEATURE_KINDS: readonly FeatureKind<never>[] = [
  windowKind, trendKind, shareKind, ratioKind, rateKind, rfmKind, gapKind, sessionKind, funnelKind, priceKind, affinityKind, itemKind, togetherKind, exposureKind, stockKind, calendarKind, reviewKind, factKind, sqlKind,
] as unknown as FeatureKind<never>[];

/** @throws AppError PARAMS_INVALID naming the kinds that there are */
export function featureKind(id: string): FeatureKind<never> {
  const kind = FEATURE_KINDS.find((k) => k.id === id);
  if (!kind) throw new AppError({ code: 'PARAMS_INVALID', message: `Expected a kind of feature, received ${JSON.stringify(id)}.`, fix: `Choose from: ${FEATURE_KINDS.map((k) => k.id).join(', ')}.` });
  return kind;
}

function paramsOf(definition: FeatureDefinition): never {
  const parsed = (featureKind(definition.kind).params as z.ZodType<never>).safeParse(definition.params);
  if (!parsed.success) throw new AppError({ code: 'PARAMS_INVALID', message: `${featureRef(definition)}: ${z.prettifyError(parsed.error)}`, fix: 'Correct the parameters of the feature.', context: { feature: definition.name } });
  return parsed.data;
}

/** A definition with every default written out: two that say the same are equal. @throws AppError PARAMS_INVALID */
export const completeDefinition = (definition: FeatureDefinition): FeatureDefinition => ({ ...definition, params: paramsOf(definition) as Record<string, unknown> });

export const featureSentence = (definition: FeatureDefinition): Localized => featureKind(definition.kind).sentence(paramsOf(definition));

/**
 * What a feature comes to for an entity, checked: its fields exist, have the right type, and its rows belong to the entity.
 * @throws AppError PARAMS_INVALID, COLUMN_NOT_FOUND, INPUT_INVALID, each naming the feature
 */
export function planFeature(definition: FeatureDefinition, entity: TaskEntity): FeaturePlan {
  try {
    const plan = withTtl(featureKind(definition.kind).plan(paramsOf(definition), entity), definition.ttlDays);
    for (const measure of Object.values(plan.measures)) checkMeasure(measure, entity);
    return plan;
  } catch (e) {
    if (!(e instanceof AppError) || e.message.startsWith(featureRef(definition))) throw e;
    throw new AppError({ code: e.code, message: `${featureRef(definition)}: ${e.message}`, fix: e.fix, context: { ...e.context, feature: definition.name }, cause: e });
  }
}

const rowsOfMeasure = (measure: Measure): Rows | null => (measure.type === 'flat' || measure.type === 'grouped' ? { over: measure.over, where: measure.where, days: measure.days, offsetDays: measure.offsetDays } : null);

/** A value that stands on rows older than the time to live is no value. */
function withTtl(plan: FeaturePlan, ttlDays: number | null): FeaturePlan {
  if (ttlDays === null) return plan;
  const rows = new Map(Object.values(plan.measures).map(rowsOfMeasure).filter((r): r is Rows => r !== null).map((r) => [JSON.stringify(r), r]));
  if (rows.size === 0) return plan;
  const newest = Object.fromEntries([...rows.values()].map((r, k) => [`newest${k}`, flat(r, 'lastTime')]));
  const age = inDays(sub(cutoff, Object.keys(newest).map((name) => or(ref(name), constant(-1))).reduce((a, b) => greatest(a, b))));
  return { ...plan, measures: { ...plan.measures, ...newest }, value: when(age, constant(ttlDays), constant(null), plan.value) };
}

const LABELS = ['localHour', 'localWeekday'];

function checkMeasure(measure: Measure, entity: TaskEntity): void {
  if (measure.type === 'shop') return checkMeasure(measure.measure, entity);
  if (measure.type === 'sql' && entity === 'session') throw new AppError({ code: 'INPUT_INVALID', message: 'A query is asked of all at one moment, and every session has a moment of its own.', fix: 'Use the other kinds of features for sessions.' });
  if (measure.type !== 'flat' && measure.type !== 'grouped') return;
  requireKey(entity, measure.over);
  for (const condition of measure.where) checkCondition(measure.over, condition);
  if (measure.type === 'flat') {
    if (measure.field !== null) numberFor(measure.over, measure.agg, measure.field);
    return;
  }
  checkGrouped(measure);
}

function checkGrouped(measure: GroupedMeasure): void {
  const by = requireField(measure.over, measure.by);
  if (by.type !== 'text' && by.type !== 'boolean' && !LABELS.includes(by.name)) throw new AppError({ code: 'PARAMS_INVALID', message: `Expected a label to gather by, received ${by.name}, which is a ${by.type}.`, fix: 'Gather by an id, a category, a brand, a channel or another text.' });
  for (const inner of Object.values(measure.inner)) {
    for (const condition of inner.where) checkCondition(measure.over, condition);
    if (inner.field !== null) numberFor(measure.over, inner.agg, inner.field);
  }
  for (const item of Object.values(measure.items)) {
    if (isTogether(item)) for (const condition of item.where) checkCondition('order_line', condition);
    else for (const nested of Object.values(item.measures)) checkMeasure(nested, 'product');
  }
}

function numberFor(kind: Rows['over'], agg: string, name: string): void {
  const field = requireField(kind, name);
  if (['sum', 'min', 'max'].includes(agg) && field.type !== 'number') throw new AppError({ code: 'PARAMS_INVALID', message: `Expected a number for ${agg}, received ${name}, which is ${field.type}.`, fix: 'Choose a numeric field.' });
}

/** `order_line.quantity`: every stored field that a plan reads, sorted. */
export function planLineage(plan: FeaturePlan): string[] {
  const found = new Set<string>();
  const add = (kind: Rows['over'], field: string | null) => field !== null && requireField(kind, field).lineage.forEach((l) => found.add(l));
  const visit = (measure: Measure): void => {
    if (measure.type === 'shop') return visit(measure.measure);
    if (measure.type !== 'flat' && measure.type !== 'grouped') return;
    found.add(`${measure.over}.eventTime`);
    measure.where.forEach((c) => add(measure.over, c.field));
    if (measure.type === 'flat') {
      add(measure.over, measure.field);
      return;
    }
    add(measure.over, measure.by);
    for (const inner of Object.values(measure.inner)) [inner.field, ...inner.where.map((c) => c.field)].forEach((f) => add(measure.over, f));
    for (const item of Object.values(measure.items)) {
      if (isTogether(item)) item.where.forEach((c) => add('order_line', c.field));
      else Object.values(item.measures).forEach(visit);
    }
  };
  Object.values(plan.measures).forEach(visit);
  return [...found].sort();
}
