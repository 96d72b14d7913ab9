import { activeWithin, afterEvents, count, days, field, having, hours, monthEnd, predict, seenFor, sentenceText, sum, taskSentence, timeTo, weekStart, TASK_SLOTS } from './index';

const reorder = predict(count('order_line').gt(0)).within(days(30)).for('customer').at(monthEnd()).where(activeWithin(days(90)));

describe('declaring a task', () => {
  it('reads like the question', () => {
    expect(reorder.build()).toMatchObject({ entity: 'customer', target: { kind: 'any', of: 'order_line', where: [], atLeast: 1 }, horizonDays: 30, cadence: { every: 'month', at: 'end', from: null, to: null }, population: { active: { kinds: ['order_line'], days: 90 } }, timeZone: 'UTC', labelDelayDays: 0 });
  });

  it('counts, sums, categories and waiting times', () => {
    const category = predict(count('order_line').where((of) => of('product.category').within('Grocery')).gt(0)).within(days(7)).for('customer').at(weekStart()).build();
    expect(category.target).toEqual({ kind: 'any', of: 'order_line', where: [{ field: 'product.category', op: 'within', value: 'Grocery' }], atLeast: 1 });
    expect(predict(count('order_line').distinct('orderId')).within(days(7)).for('customer').at(weekStart()).build().target).toMatchObject({ kind: 'count', distinct: 'orderId' });
    expect(predict(sum('order_line', 'amount').gt(100)).within(days(7)).for('customer').at(weekStart()).build().target).toMatchObject({ kind: 'sum', field: 'amount', above: 100 });
    expect(predict(timeTo('order_line')).within(days(90)).for('customer').at(monthEnd()).build().target).toMatchObject({ kind: 'time_to_event' });
    expect(predict(count('order_line').gt(0)).within(hours(24)).for('session').at(afterEvents(3)).build()).toMatchObject({ horizonDays: 1, cadence: { every: 'session', afterEvents: 3 } });
  });

  it('refuses parts that do not fit each other, and says which', () => {
    const messages = (build: () => unknown): string => {
      try {
        build();
        return '';
      } catch (e) {
        return (e as Error).message;
      }
    };
    expect(messages(predict(count('order_line').gt(0)).within(days(1)).for('session').at(monthEnd()).build)).toMatch(/cadence \\?"session/);
    expect(messages(predict(count('order_line').gt(0)).within(days(0)).for('customer').at(monthEnd()).build)).toMatch(/horizonDays/);
    expect(messages(predict(count('order_line').gt(0)).within(days(7)).for('customer').at(monthEnd({ from: '2026-02-01', to: '2026-01-01' })).build)).toMatch(/not before the beginning/);
    expect(messages(reorder.in('Mars/Olympus').build)).toMatch(/time zone/);
  });
});

describe('a task as a sentence', () => {
  it('in English and in Chinese', () => {
    const task = reorder.build();
    expect(sentenceText(task, 'en')).toBe('Predict whether there is an order within 30 days, for each customer, at each month end, among customers with order lines in the last 90 days. The truth is known at the end of that time; the newest snapshot is kept for the test, 1 before it for tuning.');
    expect(sentenceText(task, 'zh')).toBe('在每个月末，对过去 90 天内有订单行的客户中的每个客户，预测未来 30 天内是否下单。结果在期末即时可知；最新 1 个时点用于测试，之前 1 个用于调优。');
  });

  it('every part of a declaration is said, in both languages', () => {
    const full = predict(sum('order_line', 'amount').where((of) => of('channel').is('web')).gt(50)).within(days(14)).for('customer').at(weekStart({ from: '2026-01-05', to: '2026-06-01' })).where(activeWithin(days(60), 'order_line', 'session_event'), seenFor(days(7)), having(field('country').in('DE', 'FR'))).knownAfter(days(14)).keep({ tune: 2, test: 4 }).build();
    for (const locale of ['en', 'zh'] as const) {
      expect(taskSentence(full, locale).flatMap((p) => p.slot ?? []).sort()).toEqual([...TASK_SLOTS].sort());
      for (const said of ['50', '14', '60', '7', 'DE', 'FR', '2026-01-05', '2026-06-01', '4', '2', 'web']) expect(sentenceText(full, locale)).toContain(said);
    }
    expect(sentenceText(full, 'zh')).not.toMatch(/[a-z]{4,}/);
  });
});
