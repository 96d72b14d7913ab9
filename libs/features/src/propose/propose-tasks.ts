import { predictionTaskSchema, type Localized, type PredictionTask, type PredictionTaskInput } from '@bellwether/contracts';
import { holds, spanDays, type LogFacts } from './log-facts';

export type TaskProposal = { key: string; name: Localized; /** why it is worth asking */ why: Localized; spec: PredictionTask };

/** Horizon and cadence that leave snapshots to train on, to tune and to test. @unit days */
function rhythm(days: number): { horizonDays: number; cadence: PredictionTaskInput['cadence']; activeDays: number } {
  if (days >= 210) return { horizonDays: 30, cadence: { every: 'month', at: 'end' }, activeDays: 90 };
  if (days >= 90) return { horizonDays: 14, cadence: { every: 'week', at: 'end' }, activeDays: 45 };
  return { horizonDays: 7, cadence: { every: 'week', at: 'end' }, activeDays: 21 };
}

/** Questions that a log can answer, the most useful first. Pure: whether each has enough of both outcomes is what its preview says. */
export function proposeTasks(facts: LogFacts): TaskProposal[] {
  const { horizonDays: days, cadence, activeDays } = rhythm(spanDays(facts));
  const { timeZone } = facts;
  const active = { active: { kinds: ['order_line' as const], days: activeDays, where: [] } };
  const list: (Omit<TaskProposal, 'spec'> & { when: boolean; spec: PredictionTaskInput })[] = [
    {
      key: 'repurchase', when: holds(facts, 'order_line'), name: { en: `Order within ${days} days`, zh: `${days} 天内下单` }, why: { en: 'Who comes back, and who has to be won back.', zh: '谁会回来，谁需要挽回。' },
      spec: { entity: 'customer', target: { kind: 'any', of: 'order_line', where: [] }, horizonDays: days, cadence, population: active, timeZone },
    },
    {
      key: 'value', when: holds(facts, 'order_line'), name: { en: `Spending of the next ${days} days`, zh: `未来 ${days} 天消费额` }, why: { en: 'What a customer is worth in the near future.', zh: '客户近期的价值。' },
      spec: { entity: 'customer', target: { kind: 'sum', of: 'order_line', where: [], field: 'amount' }, horizonDays: days, cadence, population: active, timeZone },
    },
    {
      key: 'first-visit-order', when: holds(facts, 'session_event') && holds(facts, 'order_line'), name: { en: 'Session ends in an order', zh: '会话成交' }, why: { en: 'While somebody is still in the shop.', zh: '访客仍在店内时即可判断。' },
      spec: { entity: 'session', target: { kind: 'any', of: 'order_line', where: [] }, horizonDays: 1, cadence: { every: 'session', afterEvents: 3 }, timeZone },
    },
    {
      key: 'return', when: holds(facts, 'return'), name: { en: `Return within ${days} days`, zh: `${days} 天内退货` }, why: { en: 'Whose orders come back.', zh: '谁会退货。' },
      spec: { entity: 'customer', target: { kind: 'any', of: 'return', where: [] }, horizonDays: days, cadence, population: active, timeZone },
    },
    {
      key: 'product-demand', when: holds(facts, 'order_line'), name: { en: `Units sold in ${Math.min(days, 14)} days`, zh: `${Math.min(days, 14)} 天销量` }, why: { en: 'What has to be on the shelf.', zh: '需要备多少货。' },
      spec: { entity: 'product', target: { kind: 'sum', of: 'order_line', where: [], field: 'quantity' }, horizonDays: Math.min(days, 14), cadence, population: active, timeZone },
    },
  ];
  return list.filter((p) => p.when).map(({ key, name, why, spec }) => ({ key, name, why, spec: predictionTaskSchema.parse(spec) }));
}
