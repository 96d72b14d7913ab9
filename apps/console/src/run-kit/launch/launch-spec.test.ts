import type { SchemaField } from '../../forms';
import { axisValues, launchSpec, SINGLE, splitValues, type LaunchDraft } from './launch-spec';

const common = { help: null, group: null, unit: null, advanced: false, order: 1, visibleIf: null, control: null, fallback: undefined, nullable: false, required: false };
const field = (path: string, rest: object): SchemaField => ({ ...common, path, name: path, title: { en: path, zh: path }, ...rest }) as SchemaField;
const units = field('units', { kind: 'number', integer: true });
const rate = field('rate', { kind: 'number', integer: false });
const optimiser = field('optimiser', { kind: 'choice', choices: [{ value: 'adam', title: { en: 'Adam', zh: 'Adam' } }, { value: 'sgd', title: { en: 'SGD', zh: 'SGD' } }] });
const layers = field('layers', { kind: 'list', item: { kind: 'number' } });
const draft: LaunchDraft = { experimentId: null, experimentName: 'Trial', familyId: 'toy', versionId: 'v', name: '', seed: 1, expand: SINGLE, tags: [], notes: '', clonedFromId: null };
const presets = [{ id: 'a', title: { en: 'Small' }, params: { units: 8 } }];

describe('the values of a grid axis', () => {
  it('have the type of their field, each once', () => {
    expect(axisValues(units, '50, 100,100')).toEqual({ values: [50, 100] });
    expect(axisValues(rate, '1e-3, 0.01')).toEqual({ values: [0.001, 0.01] });
    expect(axisValues(optimiser, 'adam, sgd')).toEqual({ values: ['adam', 'sgd'] });
    expect(axisValues(layers, '[64, 32], [128]')).toEqual({ values: [[64, 32], [128]] });
  });
  it('the first that does not fit is named', () => {
    expect(axisValues(units, '50, 1.5')).toEqual({ found: '1.5' });
    expect(axisValues(optimiser, 'adam, adagrad')).toEqual({ found: 'adagrad' });
    expect(axisValues(layers, '[64')).toEqual({ found: '[64' });
  });
  it('commas inside brackets do not split', () => expect(splitValues('[1,2], 3 ,')).toEqual(['[1,2]', '3']));
});

describe('a launch', () => {
  it('says what is still missing', () => {
    expect(launchSpec({ ...draft, versionId: null }, {}, [], [])).toEqual({ problem: { kind: 'no-data' } });
    expect(launchSpec({ ...draft, experimentName: ' ' }, {}, [], [])).toEqual({ problem: { kind: 'no-experiment' } });
    expect(launchSpec({ ...draft, expand: { ...SINGLE, kind: 'grid' } }, {}, [units], [])).toEqual({ problem: { kind: 'no-axis' } });
    expect(launchSpec({ ...draft, expand: { ...SINGLE, kind: 'grid', grid: [{ path: 'units', text: 'x' }] } }, {}, [units], [])).toEqual({ problem: { kind: 'axis', path: 'units', found: 'x' } });
    expect(launchSpec({ ...draft, expand: { ...SINGLE, kind: 'variants' } }, {}, [], presets)).toEqual({ problem: { kind: 'no-variant' } });
  });
  it('unfolds into seeds, a grid or the presets that were chosen', () => {
    const spec = (expand: Partial<typeof SINGLE>) => (launchSpec({ ...draft, expand: { ...SINGLE, ...expand } }, { units: 1 }, [units], presets) as { spec: { expand: unknown } }).spec.expand;
    expect(spec({ kind: 'seeds', seeds: 5 })).toEqual({ kind: 'seeds', count: 5 });
    expect(spec({ kind: 'grid', grid: [{ path: 'units', text: '8, 16' }, { path: '', text: '' }] })).toEqual({ kind: 'grid', values: { units: [8, 16] } });
    expect(spec({ kind: 'variants', variants: ['a', 'gone'] })).toEqual({ kind: 'variants', variants: [{ name: 'Small', params: { units: 8 } }] });
  });
  it('goes into an experiment that exists, or makes one', () => {
    expect(launchSpec({ ...draft, experimentId: 'e' }, {}, [], [])).toMatchObject({ spec: { experimentId: 'e' } });
    expect(launchSpec(draft, {}, [], [])).toMatchObject({ spec: { experimentName: 'Trial' } });
  });
});
