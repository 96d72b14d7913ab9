import { z } from 'zod';
import { fieldsOf, type JsonSchema } from './schema';
import { validateFields } from './validate';
import { changedPaths, defaultsOf, getAt, isVisible, setAt, switchVariant, withDefaults } from './values';

const params = z.object({
  model: z.enum(['logistic', 'mlp']).default('mlp').meta({ title: 'Model', titleZh: '模型', group: 'Network', groupZh: '网络', order: 1 }),
  hidden: z.array(z.number().int().min(1).max(512)).min(1).max(4).default([50]).meta({ title: 'Hidden units', visibleIf: { model: 'mlp' }, order: 2 }),
  rate: z.number().positive().max(1).default(0.01).meta({ title: 'Learning rate', order: 3 }),
  dropout: z.number().min(0).lt(1).default(0).meta({ advanced: true }),
  seed: z.number().int().default(1),
  patience: z.number().int().min(1).nullable().default(null).meta({ unit: 'epochs' }),
  schedule: z.discriminatedUnion('kind', [z.object({ kind: z.literal('fixed') }), z.object({ kind: z.literal('step'), every: z.number().int().min(1).default(10), factor: z.number().default(0.5) }), z.object({ kind: z.literal('exponential'), factor: z.number().min(0).max(1).default(0.9) })]).default({ kind: 'fixed' }),
  view: z.object({ scaling: z.enum(['standard', 'robust']).default('standard'), note: z.string().max(5).default('') }).prefault({}),
});
const fields = fieldsOf(z.toJSONSchema(params, { io: 'input' }) as JsonSchema);
const byPath = (path: string) => fields.find((f) => f.path === path)!;
const initial = defaultsOf(fields);

test('a zod schema becomes fields with titles, groups, order and what they hold', () => {
  expect(fields.slice(0, 3).map((f) => f.name)).toEqual(['model', 'hidden', 'rate']);
  expect(byPath('model')).toMatchObject({ kind: 'choice', title: { en: 'Model', zh: '模型' }, group: { en: 'Network', zh: '网络' } });
  expect(byPath('patience')).toMatchObject({ kind: 'number', nullable: true, integer: true, min: 1, unit: 'epochs' });
  expect(byPath('seed')).toMatchObject({ kind: 'number', integer: true, min: undefined, title: { en: 'Seed', zh: 'Seed' } });
  expect(byPath('schedule')).toMatchObject({ kind: 'union', discriminator: 'kind' });
  expect(byPath('view').kind).toBe('object');
});

test('the defaults of the form are the defaults of the schema', () => {
  expect(params.parse(initial)).toEqual(params.parse({}));
  expect(withDefaults(fields, { view: { scaling: 'robust' }, schedule: { kind: 'step' } })).toMatchObject({ view: { scaling: 'robust', note: '' }, schedule: { kind: 'step', every: 10, factor: 0.5 }, rate: 0.01 });
});

test('what the form calls wrong, the schema refuses, and the other way round', () => {
  const cases: [string, unknown][] = [['rate', 0], ['rate', 2], ['rate', 'abc'], ['rate', 0.5], ['hidden', []], ['hidden', [0]], ['hidden', [10, 20.5]], ['hidden', [10, 20]], ['dropout', 1], ['dropout', 0.99], ['patience', null], ['patience', 0], ['patience', 3], ['view.note', 'too long'], ['view.scaling', 'other'], ['model', 'x'], ['schedule', { kind: 'step', every: 0, factor: 0.5 }], ['schedule', { kind: 'exponential', factor: 0.5 }]];
  for (const [path, value] of cases) {
    const next = setAt(initial, path, value);
    expect([path, value, Object.keys(validateFields(fields, next)).length === 0]).toEqual([path, value, params.safeParse(next).success]);
  }
});

test('a message names the entry of a list that is wrong', () => {
  expect(validateFields(fields, setAt(initial, 'hidden', [50, 0])).hidden).toEqual({ key: 'forms.invalid.min', values: { min: '1', position: 2 } });
});

test('a field whose condition does not hold is hidden and not checked', () => {
  const logistic = setAt(setAt(initial, 'model', 'logistic'), 'hidden', []);
  expect(isVisible(byPath('hidden'), logistic)).toBe(false);
  expect(validateFields(fields, logistic)).toEqual({});
});

test('switching a variant keeps what both have and takes the defaults of the rest', () => {
  const union = byPath('schedule') as Extract<(typeof fields)[number], { kind: 'union' }>;
  expect(switchVariant(union, { kind: 'step', every: 3, factor: 0.7 }, 'exponential')).toEqual({ kind: 'exponential', factor: 0.7 });
  expect(switchVariant(union, { kind: 'fixed' }, 'step')).toEqual({ kind: 'step', every: 10, factor: 0.5 });
});

test('changes from the defaults are counted by path, at any depth', () => {
  expect(changedPaths(fields, initial)).toEqual([]);
  expect(changedPaths(fields, setAt(setAt(initial, 'rate', 0.5), 'schedule.kind', 'step')).sort()).toEqual(['rate', 'schedule']);
  expect(getAt({ a: { b: 1 } }, 'a.b')).toBe(1);
});
