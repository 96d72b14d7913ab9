import { getAt } from './value-at';
import { resolveSpace } from './resolve-space';
import { searchableParameters, type ParamsSchema } from './schema-space';

const schema: ParamsSchema = {
  type: 'object',
  properties: {
    model: { enum: ['mlp', 'gbdt', 'line'], default: 'mlp', order: 1, options: { mlp: 'Network' }, optionsZh: { mlp: '网络' } },
    units: { type: 'integer', minimum: 1, maximum: 4096, default: 64, order: 2, title: 'Units', titleZh: '单元数', visibleIf: { model: 'mlp' } },
    dropout: { type: 'number', minimum: 0, maximum: 0.9, default: 0.2, order: 3, visibleIf: { model: 'mlp' } },
    rate: { type: 'number', exclusiveMinimum: 0, maximum: 10, default: 0.002, order: 4, visibleIf: { model: ['mlp', 'line'] } },
    momentum: { type: 'number', minimum: 0, maximum: 0.999, default: 0.9, visibleIf: { model: ['mlp', 'line'], optimizer: 'momentum' } },
    optimizer: { enum: ['sgd', 'momentum'], default: 'sgd', visibleIf: { model: ['mlp', 'line'] } },
    leaves: { type: 'integer', minimum: 2, maximum: 1024, default: 15, visibleIf: { model: 'gbdt' }, search: { low: 4, high: 64, log: true, first: true } },
    fixed: { type: 'integer', default: 3, search: false },
    view: { type: 'object', group: 'Data', properties: { scaling: { enum: ['robust', 'none'] }, constant: { type: 'number', default: 0, visibleIf: { scaling: 'none' } }, flags: { type: 'boolean' }, note: { type: 'string' } } },
    split: { oneOf: [{ type: 'object', properties: { method: { const: 'hash' }, folds: { type: 'integer', minimum: 2, maximum: 10, default: 3 } } }, { type: 'object', properties: { method: { const: 'time' } } }] },
  },
};
const searchable = searchableParameters(schema);
const of = (path: string) => searchable.find((s) => s.path === path)!;
const base = { model: 'mlp', optimizer: 'sgd', view: { scaling: 'robust' } };
const resolve = (asked: Parameters<typeof resolveSpace>[1], params: Record<string, unknown> = base) => resolveSpace(searchable, asked, (path) => getAt(params, path));

describe('a family’s JSON Schema', () => {
  it('offers every number, choice and switch with its condition, but not texts and not what a search may not touch', () => {
    expect(searchable.map((s) => s.path).sort()).toEqual(['dropout', 'leaves', 'model', 'momentum', 'optimizer', 'rate', 'split.folds', 'units', 'view.constant', 'view.flags', 'view.scaling']);
    expect(of('units')).toMatchObject({ kind: 'integer', title: { zh: '单元数' }, when: { model: ['mlp'] }, bounds: { low: 1, high: 4096 } });
    expect(of('view.constant').when).toEqual({ 'view.scaling': ['none'] });
    expect(of('split.folds').when).toEqual({ 'split.method': ['hash'] });
    expect(of('model').values[0]).toEqual({ value: 'mlp', title: { en: 'Network', zh: '网络' } });
  });

  it('proposes a range that is worth a start: decades around a default, all of a short range, what the family says', () => {
    expect(of('units').proposal).toMatchObject({ kind: 'integer', low: 16, high: 256, log: true });
    expect(of('rate').proposal).toMatchObject({ kind: 'float', low: 0.0002, high: 0.02, log: true });
    expect(of('dropout').proposal).toMatchObject({ low: 0, high: 0.9, log: false });
    expect(of('leaves').proposal).toMatchObject({ low: 4, high: 64, log: true });
    expect(of('leaves').first).toBe(true);
    expect(of('view.flags').proposal).toMatchObject({ kind: 'choice', values: [true, false] });
  });
});

describe('what is asked for', () => {
  it('gets its conditions from the family: settled where the parent is fixed, kept where it is searched', () => {
    const { space, problems } = resolve([{ kind: 'choice', path: 'model', values: ['mlp', 'gbdt'] }, of('units').proposal, of('leaves').proposal, { ...of('rate').proposal, when: { model: ['gbdt'] } }]);
    expect(problems).toEqual([]);
    expect(space.map((p) => [p.path, p.when])).toEqual([['model', undefined], ['units', { model: ['mlp'] }], ['leaves', { model: ['gbdt'] }], ['rate', { model: ['mlp'] }]]);
    expect(resolve([of('units').proposal]).space[0]!.when).toBeUndefined();
  });

  it('follows a condition through a parent that has one itself', () => {
    const { space, problems } = resolve([of('model').proposal, of('optimizer').proposal, of('momentum').proposal]);
    expect(problems).toEqual([]);
    expect(space.find((p) => p.path === 'momentum')!.when).toEqual({ model: ['mlp', 'line'], optimizer: ['momentum'] });
  });

  it.each([
    ['a parameter that is never used', [{ ...of('leaves').proposal }], 'never used with these settings'],
    ['a parent that is searched, but never so', [{ kind: 'choice', path: 'model', values: ['mlp', 'line'] }, { ...of('leaves').proposal }], 'never used'],
    ['an unknown path', [{ kind: 'choice', path: 'nothing', values: [1, 2] }], 'no parameter that can be searched'],
    ['what may not be searched', [{ kind: 'integer', path: 'fixed', low: 1, high: 2 }], 'no parameter that can be searched'],
    ['a range outside of the bounds', [{ kind: 'integer', path: 'units', low: 0, high: 9000 }], 'received 0 and 9000'],
    ['a value that does not exist', [{ kind: 'choice', path: 'model', values: ['mlp', 'svm'] }], '"svm"'],
    ['fractions of a whole number', [{ kind: 'float', path: 'units', low: 1, high: 2 }], 'whole number'],
    ['a range of a choice', [{ kind: 'integer', path: 'model', low: 1, high: 2 }], 'is a choice'],
  ] as const)('%s is refused by name', (_, asked, words) => expect(resolve(asked as never).problems.map((p) => p.message).join()).toContain(words));

  it('a number may be searched over a list', () => expect(resolve([{ kind: 'choice', path: 'units', values: [32, 64, 128] }]).problems).toEqual([]));
});
