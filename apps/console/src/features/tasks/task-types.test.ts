import { predictionTaskSchema, targetKind, taskOutput, taskTargetSchema, type TaskTarget } from '@bellwether/contracts';
import { yesNoTarget } from './task-types';

const target = (t: object): TaskTarget => taskTargetSchema.parse(t);
const where = [{ field: 'channel', op: 'is', value: 'web' }];

test('a number becomes the nearest yes/no question over the same rows; a yes/no question has none', () => {
  const numbers = [target({ kind: 'count', of: 'order_line', where, distinct: 'orderId' }), target({ kind: 'time_to_event', of: 'order_line', where }), target({ kind: 'sum', of: 'order_line', where })];
  const asked = numbers.map((t) => yesNoTarget(t, 4.4413)!);
  expect(numbers.map(taskOutput)).toEqual(['number', 'number', 'number']);
  expect(numbers.map(targetKind)).toEqual(['count', 'wait', 'sum']);
  expect(asked).toEqual([{ kind: 'any', of: 'order_line', where, atLeast: 1 }, { kind: 'any', of: 'order_line', where, atLeast: 1 }, { kind: 'sum', of: 'order_line', where, field: 'amount', above: 4.4 }]);
  for (const t of asked) {
    expect(taskOutput(predictionTaskSchema.parse({ entity: 'customer', target: t, horizonDays: 14, cadence: { every: 'month' } }).target)).toBe('binary');
    expect(targetKind(t as TaskTarget)).toBe('yes_no');
    expect(yesNoTarget(t, 1)).toBeNull();
  }
});
