import { seededRandom } from '@bellwether/metrics';
import type { Panel } from '../panel';
import { demandLevels, fitDemandLevel } from './demand-level';

const LENGTH = 200;
const AHEAD = 14;

/** Products of two categories; a price cut of 20 % sells twice as much, a mailing brings three units a day to a category whatever its size, and shelves run empty. */
function shop(): { panel: Panel; rate: (series: number) => number } {
  const random = seededRandom(4);
  const draw = (mean: number): number => {
    let [k, p] = [0, Math.exp(-mean)];
    for (let u = random.unit(), sum = p; u > sum && k < 80; sum += p) p *= mean / ++k;
    return k;
  };
  const rate = (i: number): number => (i < 20 ? 2 : 0.4);
  const days = Array.from({ length: LENGTH + AHEAD }, (_, t) => t);
  const series = Array.from({ length: 40 }, (_, i) => {
    const group = i < 20 ? 'large' : 'small';
    const cut = Float64Array.from(days, (t) => ((t + (i < 20 ? 0 : 25)) % 50 < 8 ? 0.2 : 0));
    const mailing = Float64Array.from(days, (t) => ((t + (i < 20 ? 0 : 20)) % 40 < 6 ? 1 : 0));
    const censored = Uint8Array.from({ length: LENGTH }, (_, t) => ((t + 11 * i) % 37 < 4 ? 1 : 0));
    const y = Float64Array.from({ length: LENGTH }, (_, t) => (censored[t] === 1 ? 0 : draw(rate(i) * (cut[t]! > 0 ? 2 : 1) + (mailing[t]! * 3) / 20)));
    return { id: `p${i}`, y, censored, unitPrice: 1, statics: { group }, known: { cut, mailing } };
  });
  return { panel: { frequency: 'day', horizon: AHEAD, length: LENGTH, start: Date.UTC(2025, 0, 1), series }, rate };
}

test('what a plan does is told apart from what a product sells without it, and an empty shelf is not small demand', () => {
  const { panel, rate } = shop();
  const model = fitDemandLevel(panel, 7);
  expect(model.group).toBe('group');
  const { level, effect } = demandLevels(model, panel, AHEAD);
  for (const group of [0, 20]) {
    const mean = (of: (i: number) => number): number => Array.from({ length: 20 }, (_, k) => of(group + k)).reduce((a, b) => a + b, 0) / 20;
    // a mailing brings so many units whatever the group sells: much to the small one, little to the large
    expect(mean((i) => level[i]![LENGTH]!) / rate(group)).toBeGreaterThan(0.85);
    expect(mean((i) => level[i]![LENGTH]!) / rate(group)).toBeLessThan(1.2);
    const { known } = panel.series[group]!;
    const at = (cut: boolean, mailing: boolean): number => effect[group]![known['cut']!.findIndex((v, t) => v > 0 === cut && known['mailing']![t]! > 0 === mailing)]!;
    expect(at(true, false)).toBeGreaterThan(1.7);
    expect(at(true, false)).toBeLessThan(2.4);
    // a season of chance may be seen in it
    expect(at(false, false)).toBeGreaterThan(0.98);
    expect(at(false, false)).toBeLessThan(1.02);
    expect(at(false, true)).toBeGreaterThan(group === 0 ? 0.95 : 1.25);
    expect(at(false, true)).toBeLessThan(group === 0 ? 1.25 : 1.6);
  }
});

test('without plans and groups it is the fading mean of each product, and a product without sales leans on the others', () => {
  const flat = (id: string, units: number) => ({ id, y: new Float64Array(60).fill(units), censored: null, unitPrice: 1, statics: {}, known: {} });
  const panel: Panel = { frequency: 'day', horizon: 7, length: 60, start: 0, series: [flat('a', 3), flat('b', 3), { ...flat('c', 0), y: new Float64Array(60).fill(Number.NaN) }] };
  const model = fitDemandLevel(panel, 7);
  expect(model).toEqual({ group: null, effects: [], seasons: null });
  const { level, effect } = demandLevels(model, panel, 7);
  for (const l of level) expect(l[60]).toBeCloseTo(3, 6);
  expect(effect[0]!.every((v) => v === 1)).toBe(true);
});
