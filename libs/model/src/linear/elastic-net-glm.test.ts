import { Xoshiro128 } from '../random/xoshiro';
import { fitGlm, glmMargins } from './elastic-net-glm';

/** Poisson counts whose log-mean is 0.2 + 0.8 x0 - 0.5 x1; x2 to x5 say nothing. */
function counts(n: number, seed: number): { x: Float32Array; y: Float64Array } {
  const random = Xoshiro128.fromSeed(seed, 0);
  const x = Float32Array.from({ length: n * 6 }, () => 2 * random.uniform() - 1);
  const y = Float64Array.from({ length: n }, (_, i) => {
    const mu = Math.exp(0.2 + 0.8 * x[i * 6]! - 0.5 * x[i * 6 + 1]!);
    let [k, p] = [0, random.uniform()];
    for (const limit = Math.exp(-mu); p > limit; k++) p *= random.uniform();
    return k;
  });
  return { x, y };
}

test.each([1, 1.5])('power %d: finds the weights of a log-linear mean and leaves out what says nothing', async (power) => {
  const { weights, intercept } = await fitGlm({ train: counts(1500, 1), valid: counts(800, 2), width: 6, power, l1Share: 0.9, strengths: 12 });
  expect(intercept).toBeCloseTo(0.2, 0);
  expect(weights[0]).toBeGreaterThan(0.68);
  expect(weights[0]).toBeLessThan(0.92);
  expect(weights[1]).toBeLessThan(-0.4);
  for (const w of weights.slice(2)) expect(Math.abs(w)).toBeLessThan(0.1);
});

test('totals are kept: the sum foretold is the sum that came, where nothing is shrunk', async () => {
  const train = counts(800, 3);
  const model = await fitGlm({ train, valid: train, width: 6, power: 1, l1Share: 0, strengths: 12 });
  const said = glmMargins(model, train.x).reduce((s, m) => s + Math.exp(m), 0);
  expect(said / train.y.reduce((a, b) => a + b, 0)).toBeCloseTo(1, 2);
});

test('a row that weighs two is the same row twice', async () => {
  const once = counts(400, 6);
  const twice = (set: { x: Float32Array; y: Float64Array }) => ({ x: Float32Array.from([...set.x, ...set.x.subarray(0, 6 * 200)]), y: Float64Array.from([...set.y, ...set.y.subarray(0, 200)]) });
  const options = { valid: counts(300, 7), width: 6, power: 1.5, l1Share: 0.5, strengths: 8 };
  const [weighed, repeated, plain] = [
    await fitGlm({ ...options, train: { ...once, weight: once.y.map((_, i) => (i < 200 ? 2 : 1)) } }), await fitGlm({ ...options, train: twice(once) }), await fitGlm({ ...options, train: once }),
  ];
  weighed.weights.forEach((w, k) => expect(w).toBeCloseTo(repeated.weights[k]!, 2));
  expect(Math.abs(weighed.weights[0]! - repeated.weights[0]!)).toBeLessThan(Math.abs(plain.weights[0]! - repeated.weights[0]!) / 3);
});

test('an input that never varies and one far outlier do no harm; values below zero are refused', async () => {
  const train = counts(500, 4);
  for (let i = 0; i < 500; i++) train.x[i * 6 + 5] = 3;
  train.x[0] = 1000;
  const { weights } = await fitGlm({ train, valid: counts(300, 5), width: 6, power: 1.5, l1Share: 0.5 });
  expect(weights.every(Number.isFinite)).toBe(true);
  expect(weights[5]).toBe(0);
  await expect(fitGlm({ train: { ...train, y: train.y.map((v, i) => (i === 3 ? -1 : v)) }, valid: train, width: 6, power: 1, l1Share: 0.5 })).rejects.toMatchObject({ code: 'INPUT_INVALID' });
});

test('with the strength that was chosen before it is the model that was chosen', async () => {
  const options = { train: counts(900, 8), width: 6, power: 1.5, l1Share: 0.5 };
  const chosen = await fitGlm({ ...options, valid: counts(400, 9) });
  const again = await fitGlm({ ...options, valid: { lambda: chosen.lambda } });
  expect(again.lambda).toBe(chosen.lambda);
  again.weights.forEach((w, k) => expect(w).toBeCloseTo(chosen.weights[k]!, 3));
});
