import { z } from 'zod';
import { withSplitOf } from './declared-split';

const schema = z.toJSONSchema(z.object({ rows: z.number().default(1), split: z.object({ method: z.enum(['stratified', 'time', 'declared']).default('stratified') }).prefault({}) }), { io: 'input' }) as Parameters<typeof withSplitOf>[0];

test('rows that a task has split are split so, other data never; what was asked for stays', () => {
  expect(withSplitOf(schema, { part: 'split' }, {})).toEqual({ split: { method: 'declared' } });
  expect(withSplitOf(schema, { part: 'split' }, { split: { method: 'time' } })).toEqual({ split: { method: 'time' } });
  expect(withSplitOf(schema, { part: 'id' }, { split: { method: 'declared' } })).toEqual({ split: { method: 'stratified' } });
  expect(withSplitOf(schema, undefined, { rows: 2 })).toEqual({ rows: 2 });
});
