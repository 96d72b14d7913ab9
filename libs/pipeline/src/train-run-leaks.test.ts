import { familyRegistry } from '@bellwether/tasks';
import { exampleCounts, recordTraining } from '@bellwether/tasks/testing';
import { attackRun } from './train-run-leaks';

const LEAN = { model: 'gbdt', trees: 20, treeRate: 0.2, leaves: 4, baselines: false, bootstrapReplicates: 0, importanceRepeats: 0 };

/** Trains on counts and attacks the table, as a run does. */
async function attacked(example: ReturnType<typeof exampleCounts>) {
  const family = familyRegistry.get('value');
  const { model } = await recordTraining(family, example, { params: LEAN });
  return attackRun({ order: { roles: example.roles, seed: 1, engine: null }, family, params: family.params.parse(LEAN), table: example.table, trained: model, signal: new AbortController().signal, log: () => undefined });
}

describe('leak attacks on a number', () => {
  test('a past that foretells it well is honest, and shuffled values cannot be learnt', async () => {
    const report = await attacked(exampleCounts({ rows: 2500 }));
    expect(report.findings.filter((f) => f.severity === 'severe')).toEqual([]);
    const state = Object.fromEntries(report.checks.map((c) => [c.check, c.state]));
    expect(state).toMatchObject({ 'single-feature': 'passed', 'duplicate-rows': expect.stringMatching(/passed|found/), 'shuffled-label': 'passed' });
  });

  test('a column that was written from it is named', async () => {
    const example = exampleCounts({ rows: 2500 });
    const next = example.table.columns.find((c) => c.name === 'orders_next')!.values as Float64Array;
    example.table.columns.push({ name: 'basket_later', type: 'number', values: next.map((v, i) => v * 9.5 + (i % 5)) });
    example.roles.basket_later = 'numeric';
    const report = await attacked(example);
    expect(report.findings).toContainEqual(expect.objectContaining({ check: 'single-feature', severity: 'severe', column: 'basket_later' }));
  });
});
