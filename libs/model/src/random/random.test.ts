import { epochOrder } from './epoch-order';
import { Xoshiro128 } from './xoshiro';

test('the generator is xoshiro128**: the words of the reference program', () => {
  // prng.di.unimi.it/xoshiro128starstar.c with s = {1, 2, 3, 4}
  const random = new Xoshiro128([1, 2, 3, 4]);
  expect([random.nextUint32(), random.nextUint32(), random.nextUint32(), random.nextUint32()]).toEqual([11520, 0, 5927040, 70819200]);
});

test('a saved state goes on where it was', () => {
  const a = Xoshiro128.fromSeed(5);
  for (let i = 0; i < 10; i++) a.normal();
  const b = new Xoshiro128(JSON.parse(JSON.stringify(a.state)) as [number, number, number, number]);
  expect([b.uniform(), b.normal(), b.below(7)]).toEqual([a.uniform(), a.normal(), a.below(7)]);
});

test('the draws have the right moments', () => {
  const random = Xoshiro128.fromSeed(1);
  const n = 100_000;
  const normal = Float32Array.from({ length: n }, () => random.normal());
  const mean = normal.reduce((a, b) => a + b) / n;
  expect(Math.abs(mean)).toBeLessThan(0.01);
  expect(Math.abs(normal.reduce((a, b) => a + (b - mean) ** 2, 0) / n - 1)).toBeLessThan(0.02);
  const mask = new Float32Array(n);
  random.fillDropout(mask, 0.3);
  expect(Math.abs(mask.reduce((a, b) => a + b) / n - 1)).toBeLessThan(0.01);
  // the mask draws from the same stream as everything else
  const [one, two] = [Xoshiro128.fromSeed(7), Xoshiro128.fromSeed(7)];
  one.fillDropout(new Float32Array(200), 0.5);
  for (let i = 0; i < 100; i++) two.nextUint32();
  expect(one.state).toEqual(two.state);
  expect(Math.abs(mask.filter((v) => v === 0).length / n - 0.3)).toBeLessThan(0.01);
});

test('an epoch has each row once, and its order depends on seed and epoch alone', () => {
  const order = epochOrder(1000, 3, 4);
  expect([...order].sort((a, b) => a - b)).toEqual([...Array(1000).keys()]);
  expect(epochOrder(1000, 3, 4)).toEqual(order);
  expect(epochOrder(1000, 3, 5)).not.toEqual(order);
  expect(epochOrder(1000, 4, 4)).not.toEqual(order);
});
