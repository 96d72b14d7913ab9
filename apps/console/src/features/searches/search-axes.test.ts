import { axisOf, objectiveAxis, placesOf } from './search-axes';

const rate = axisOf({ kind: 'float', path: 'rate', low: 0.01, high: 1, log: true });
const model = axisOf({ kind: 'choice', path: 'model', values: ['mlp', 'gbdt', 'tabm'] });

test('a value stands where its scale puts it', () => {
  expect(rate.placeOf(0.1)).toBeCloseTo(0.5);
  expect(axisOf({ kind: 'integer', path: 'n', low: 0, high: 4, log: false }).placeOf(1)).toBe(0.25);
  expect(model.ticks.map((tick) => tick.at)).toEqual([0, 0.5, 1]);
});

test('the better end of the objective is the head of its axis', () => {
  const trials = [{ objective: 0.2 }, { objective: 0.6 }, { objective: null }] as never;
  expect(objectiveAxis({ objective: 'log_loss', direction: 'minimise', trials })!.placeOf(0.2)).toBe(1);
  expect(objectiveAxis({ objective: 'auc', direction: 'maximise', trials })!.placeOf(0.6)).toBe(1);
  expect(objectiveAxis({ objective: 'auc', direction: 'maximise', trials: [] })).toBeNull();
});

test('a parameter that did not count for a trial has no place', () => {
  expect(placesOf({ values: { model: 'gbdt' }, objective: null }, [rate, model], null)).toEqual([null, 0.5]);
});
