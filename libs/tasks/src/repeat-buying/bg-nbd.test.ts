import { readFileSync } from 'node:fs';
import path from 'node:path';
import { seededRandom } from '@bellwether/metrics';
import { chanceAlive, chanceOfPurchase, expectedPurchases, fitBgNbd, logLikelihood, type BgNbd, type BuyingHistory } from './bg-nbd';
import { logGamma } from './log-gamma';

type Golden = { cases: { model: BgNbd; history: BuyingHistory; logLikelihood: number; alive: number; ahead: number; expected: number }[] };
const golden = JSON.parse(readFileSync(path.resolve(import.meta.dirname, '../../fixtures/bg-nbd-golden.json'), 'utf8')) as Golden;
/** Published for the CDNOW sample, weeks. */
const PUBLISHED: BgNbd = { r: 0.243, alpha: 4.414, a: 0.793, b: 2.426 };

describe('BG/NBD', () => {
  it.each(golden.cases.map((c) => [JSON.stringify(c.history), c] as const))('likelihood, chance to be alive and expectation equal the golden values: %s', (_, c) => {
    expect(logLikelihood(c.model, c.history)).toBeCloseTo(c.logLikelihood, 8);
    expect(chanceAlive(c.model, c.history)).toBeCloseTo(c.alive, 10);
    expect(expectedPurchases(c.model, c.history, c.ahead)).toBeCloseTo(c.expected, 7);
  });

  it('the worked example of the authors: two repeats, the last after 30.43 of 38.86 weeks, 1.226 purchases in the next 39', () => {
    expect(expectedPurchases(PUBLISHED, { repeats: 2, last: 30.43, observed: 38.86 }, 39)).toBeCloseTo(1.226, 3);
  });

  it('recovers the parameters of customers simulated by the published ones', () => {
    const histories = simulate(PUBLISHED, 6000, 5);
    const fitted = fitBgNbd(histories);
    expect(fitted.converged).toBe(true);
    for (const key of ['r', 'alpha', 'a', 'b'] as const) expect(Math.abs(fitted[key] / PUBLISHED[key] - 1)).toBeLessThan(0.25);
    const atTruth = histories.reduce((s, h) => s + logLikelihood(PUBLISHED, h), 0);
    expect(fitted.logLikelihood).toBeGreaterThanOrEqual(atTruth - 1e-6);
  });

  it('chances of a purchase are calibrated on what the simulated customers do next', () => {
    const histories = simulate(PUBLISHED, 20_000, 9, 39);
    const expected = histories.reduce((s, h) => s + chanceOfPurchase(PUBLISHED, h, 39), 0) / histories.length;
    const came = histories.filter((h) => h.next > 0).length / histories.length;
    expect(Math.abs(expected - came)).toBeLessThan(0.01);
  });

  it('the units of time do not matter', () => {
    const weeks = simulate(PUBLISHED, 1500, 2);
    const days = weeks.map((h) => ({ repeats: h.repeats, last: h.last * 7, observed: h.observed * 7 }));
    const [w, d] = [fitBgNbd(weeks), fitBgNbd(days)];
    expect(d.alpha / w.alpha).toBeCloseTo(7, 1);
    expect(chanceOfPurchase(d, days[7]!, 39 * 7)).toBeCloseTo(chanceOfPurchase(w, weeks[7]!, 39), 3);
  });
});

it('log gamma is right at whole, half and small numbers', () => {
  expect(logGamma(1)).toBeCloseTo(0, 12);
  expect(logGamma(5)).toBeCloseTo(Math.log(24), 12);
  expect(logGamma(0.5)).toBeCloseTo(Math.log(Math.sqrt(Math.PI)), 12);
  expect(logGamma(0.001)).toBeCloseTo(6.907178885383853, 10);
});

/** Customers as the model imagines them, observed for 27 to 39 weeks and then for `ahead`. */
function simulate(model: BgNbd, n: number, seed: number, ahead = 0): (BuyingHistory & { next: number })[] {
  const random = seededRandom(seed);
  const exponential = (): number => -Math.log(1 - random.unit());
  const gamma = (shape: number): number => {
    // Marsaglia and Tsang, with the usual step for shapes below one
    if (shape < 1) return gamma(shape + 1) * random.unit() ** (1 / shape);
    const d = shape - 1 / 3;
    for (;;) {
      const z = Math.sqrt(-2 * Math.log(1 - random.unit())) * Math.cos(2 * Math.PI * random.unit());
      const v = (1 + z / Math.sqrt(9 * d)) ** 3;
      if (v > 0 && Math.log(random.unit()) < 0.5 * z * z + d - d * v + d * Math.log(v)) return d * v;
    }
  };
  return Array.from({ length: n }, () => {
    const rate = gamma(model.r) / model.alpha;
    const [ga, gb] = [gamma(model.a), gamma(model.b)];
    const leave = ga / (ga + gb);
    const observed = 27 + 12 * random.unit();
    let [at, repeats, last, next] = [0, 0, 0, 0];
    // the first purchase opens the account; after each further one somebody may leave
    for (;;) {
      at += exponential() / rate;
      if (at > observed + ahead) break;
      if (at <= observed) {
        repeats++;
        last = at;
      } else next++;
      if (random.unit() < leave) break;
    }
    return { repeats, last, observed, next };
  });
}
