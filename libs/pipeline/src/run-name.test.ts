import { familyRegistry } from '@bellwether/tasks';
import { nameOfPreset } from './run-name';

const preset = (title: string, params: Record<string, unknown>) => ({ id: title, title: { en: title, zh: title }, description: { en: '', zh: '' }, params });
const presets = [preset('Network', { model: 'mlp' }), preset('Wide network', { model: 'mlp', layers: [256, 256] }), preset('Linear', { model: 'logistic' })];

test('a run without a name is called after the preset that says most of what it is', () => {
  expect(nameOfPreset(presets, { model: 'mlp', layers: [32], epochs: 5 })).toBe('Network');
  expect(nameOfPreset(presets, { model: 'mlp', layers: [256, 256], epochs: 5 })).toBe('Wide network');
  expect(nameOfPreset(presets, { model: 'gbdt' })).toBe('');
});

test('the presets of every family name the runs that are made of them', () => {
  for (const family of familyRegistry.list())
    for (const p of family.presets) {
      const params = family.params.safeParse(p.params);
      // a model from elsewhere has no parameters before there is a file
      if (params.success) expect(nameOfPreset(family.presets, params.data as Record<string, unknown>)).not.toBe('');
    }
});
