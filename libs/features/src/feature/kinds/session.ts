import { conditionSchema } from '@bellwether/contracts';
import { conditionsText } from '@bellwether/declare';
import { z } from 'zod';
import { defineKind } from '../feature-kind';
import { grouped, inner, rowsOf, type FeaturePlan, type GroupedMeasure, type InnerMeasure } from '../plan';
import { constant, div, ref, sub, type Scalar } from '../scalar';
import { choice, days, joined, offsetDays, whereOf, windowText, words } from './params';

const params = z.object({
  what: choice(['events', 'minutes', 'seconds_an_event'], 'events', 'Of a session', '会话指标', 0, 'Events, minutes from first to last, or seconds an event.', '行为数、首末间隔分钟数，或每个行为的秒数。'),
  agg: choice(['mean', 'max', 'min', 'sum', 'last'], 'mean', 'Over sessions', '跨会话聚合', 1),
  count: z.array(conditionSchema).max(20).default([]).meta({ title: 'Counting events where', titleZh: '只计满足条件的行为', order: 2.2, control: 'conditions', rowsOf: 'session_event' }),
  where: whereOf('session_event'), days, offsetDays,
});
type Params = z.infer<typeof params>;

function plan(p: Params): FeaturePlan {
  const parts: Record<string, InnerMeasure> = { n: inner('count', null, p.count), from: inner('firstTime'), to: inner('lastTime') };
  const minutes = div(sub(ref('to'), ref('from')), constant(60_000_000));
  const value: Scalar = p.what === 'events' ? ref('n') : p.what === 'minutes' ? minutes : div(div(sub(ref('to'), ref('from')), constant(1_000_000)), ref('n'));
  const measure: GroupedMeasure = grouped(rowsOf('session_event', p), 'sessionId', parts, p.agg, { value, ...(p.agg === 'last' ? { order: ref('from') } : {}) });
  return { measures: { v: measure }, value: ref('v'), type: 'number' };
}
const WHAT: Record<Params['what'], [string, string]> = { events: ['events', '行为数'], minutes: ['minutes', '时长（分钟）'], seconds_an_event: ['seconds an event', '每个行为秒数'] };
const AGG: Record<Params['agg'], [string, string]> = { mean: ['mean', '平均'], max: ['largest', '最大'], min: ['smallest', '最小'], sum: ['total', '合计'], last: ['newest session’s', '最近会话'] };

/** What the sessions of a customer are like. */
export const sessionKind = defineKind<Params>({
  id: 'session',
  title: { en: 'Sessions', zh: '会话' },
  description: { en: 'Length, duration and pace of sessions, or how often something is done in one.', zh: '会话的行为数、时长与节奏，或某种行为在会话中出现的次数。' },
  params, plan,
  sentence: (p) => joined(words(AGG[p.agg][0], AGG[p.agg][1]), words(' ', ''), words(...WHAT[p.what]), words(' of a session', ''), ...(p.count.length ? [words(', counting ', '，只计'), conditionsText(p.count)] : []), windowText(p)),
  example: { what: 'minutes', agg: 'mean', days: 90 },
});
