import { seededRandom } from '@bellwether/metrics';
import type { Panel } from '../panel';
import { demandLevels, fitDemandLevel } from './demand-level';
import { seasonOf } from './group-season';

const STEPS = 3;
const LENGTH = 46;

/** Weekly sales of two groups of ten products; those of `summer` swing by half with the year, those of `even` do not. */
function year(swing: number, seed: number): { panel: Panel; rate(group: string, week: number): number } {
  const random = seededRandom(seed);
  const draw = (mean: number): number => {
    let [k, p] = [0, Math.exp(-mean)];
    for (let u = random.unit(), sum = p; u > sum && k < 80; sum += p) p *= mean / ++k;
    return k;
  };
  const rate = (group: string, week: number): number => 6 * Math.exp(group === 'summer' ? swing * Math.cos((2 * Math.PI * (week * 7 + 3.5 - 190)) / 365.25) : 0);
  const series = Array.from({ length: 20 }, (_, i) => {
    const group = i < 10 ? 'summer' : 'even';
    return { id: `p${i}`, censored: null, unitPrice: 1, statics: { group } as Record<string, string>, known: {}, y: Float64Array.from({ length: LENGTH }, (__, t) => draw(rate(group, t))) };
  });
  return { panel: { frequency: 'week', horizon: STEPS, length: LENGTH, start: Date.UTC(2024, 0, 1), series }, rate };
}

test('a season that half of the shop has is seen in less than a year, and foretells what the movement of late alone does not', () => {
  const { panel, rate } = year(0.5, 3);
  const model = fitDemandLevel(panel, STEPS);
  const { summer, even } = model.seasons!;
  // the sum over the year peaks at day 190: a cosine well below zero
  expect(summer![0]).toBeLessThan(-0.25);
  expect(Math.hypot(...even!)).toBeLessThan(0.15);
  const came = [0, 1, 2].reduce((a, k) => a + rate('summer', LENGTH + k), 0);
  const off = (v: number): number => Math.abs(Math.log(v / came));
  const mean = (of: typeof model): number => {
    const { level, effect } = demandLevels(of, panel, STEPS);
    return Array.from({ length: 10 }, (_, i) => level[i]![LENGTH]! * effect[i]!.subarray(LENGTH, LENGTH + STEPS).reduce((a, b) => a + b, 0)).reduce((a, b) => a + b, 0) / 10;
  };
  expect(off(mean(model))).toBeLessThan(0.6 * off(mean({ ...model, seasons: null })));
});

test('months that tell no season leave none', () => {
  const { panel } = year(0.5, 4);
  const short: Panel = { ...panel, length: 24, series: panel.series.map((s) => ({ ...s, y: s.y.slice(0, 24) })) };
  expect(fitDemandLevel(short, STEPS).seasons).toBeNull();
  expect([...seasonOf(panel, undefined, 3)]).toEqual([1, 1, 1]);
});

test('where nothing moves with the year, waves stay within what chance makes of it', () => {
  for (const seed of [5, 6, 7]) for (const wave of Object.values(fitDemandLevel(year(0, seed).panel, STEPS).seasons ?? {})) expect(Math.hypot(...wave)).toBeLessThan(0.1);
});
