import type { SearchOptions } from '../families';
import { EMPTY_SEARCH, firstVaried, searchPart, variedFrom, type SearchDraft } from './search-draft';

const both = (text: string) => ({ en: text, zh: text });
const base = { group: null, unit: null, fallback: undefined, when: {}, first: false, values: [], bounds: { low: null, high: null } };
const options: SearchOptions = {
  parameters: [
    { ...base, path: 'model', title: both('Model'), kind: 'choice', values: [{ value: 'mlp', title: both('MLP') }, { value: 'gbdt', title: both('Trees') }], proposal: { kind: 'choice', path: 'model', values: ['mlp', 'gbdt'] } },
    { ...base, path: 'rate', title: both('Rate'), kind: 'float', first: true, when: { model: ['mlp'] }, proposal: { kind: 'float', path: 'rate', low: 0.001, high: 0.1, log: true } },
    { ...base, path: 'leaves', title: both('Leaves'), kind: 'integer', first: true, when: { model: ['gbdt'] }, proposal: { kind: 'integer', path: 'leaves', low: 4, high: 64, log: true } },
  ],
  objectives: [], curves: [{ key: 'valid/loss', better: 'lower' }],
};
const draft = (change: Partial<SearchDraft>): SearchDraft => ({ ...EMPTY_SEARCH, varied: [variedFrom(options.parameters[1]!)], ...change });

test('what is varied first is what the fixed parameters use', () => {
  expect(firstVaried(options, () => 'mlp').map((v) => v.path)).toEqual(['rate']);
  expect(firstVaried(options, () => 'gbdt').map((v) => v.path)).toEqual(['leaves']);
});

test('numbers are read, an open limit is left out', () => {
  expect(searchPart(draft({ minutes: '5', trials: '' }), options)).toEqual({
    part: { space: [{ kind: 'float', path: 'rate', low: 0.001, high: 0.1, log: true }], budget: { minutes: 5 }, sampler: { kind: 'tpe' }, pruner: { kind: 'asha' }, parallel: 2 },
  });
});

test('what is missing is named', () => {
  expect(searchPart(draft({ varied: [] }), options)).toEqual({ problem: { kind: 'no-parameter' } });
  expect(searchPart(draft({ trials: '0' }), options)).toEqual({ problem: { kind: 'no-budget' } });
  expect(searchPart(draft({ varied: [{ path: 'rate', low: '0', high: '1', log: true, values: [] }] }), options)).toEqual({ problem: { kind: 'range', path: 'rate' } });
  expect(searchPart(draft({ varied: [{ path: 'model', low: '', high: '', log: false, values: ['mlp'] }] }), options)).toEqual({ problem: { kind: 'range', path: 'model' } });
});
