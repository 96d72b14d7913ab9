import { Xoshiro128 } from '../random/xoshiro';
import { smallInverse } from './small-inverse';
import { symmetricInverse } from './symmetric-inverse';

/** A Gram matrix of sparse rows plus a penalty, as a recommender has it. */
function gram(n: number, penalty: number): Float64Array {
  const random = Xoshiro128.fromSeed(3);
  const a = new Float64Array(n * n);
  for (let user = 0; user < 4 * n; user++) {
    const items = [...new Set(Array.from({ length: 8 }, () => Math.floor(random.uniform() ** 2 * n)))];
    for (const i of items) for (const j of items) a[i * n + j]! += 1;
  }
  for (let i = 0; i < n; i++) a[i * n + i]! += penalty;
  return a;
}

const identityError = (a: ArrayLike<number>, inverse: (i: number) => ArrayLike<number>, n: number): number => {
  let worst = 0;
  for (let i = 0; i < n; i += 7) {
    const row = inverse(i);
    for (let j = 0; j < n; j++) {
      let sum = 0;
      for (let k = 0; k < n; k++) sum += row[k]! * a[k * n + j]!;
      worst = Math.max(worst, Math.abs(sum - (i === j ? 1 : 0)));
    }
  }
  return worst;
};

test('a small inverse times its matrix is the identity, and a matrix that is not positive definite is refused', () => {
  const a = gram(40, 5);
  const inverse = smallInverse(a, 40);
  expect(identityError(a, (i) => inverse.subarray(i * 40, (i + 1) * 40), 40)).toBeLessThan(1e-10);
  expect(() => smallInverse([1, 2, 2, 1], 2)).toThrow(/positive definite/);
});

test('the blocked inverse is the inverse, for sizes that do not fill their last block, and says how far it is', async () => {
  const n = 600;
  const a = gram(n, 20);
  const steps: number[] = [];
  const inverse = await symmetricInverse(n, { lowerRow: (i, into) => into.set(a.subarray(i * n, i * n + i + 1)), progress: (done) => steps.push(done) });
  const row = new Float32Array(n);
  expect(identityError(a, (i) => (inverse.row(i, row), row), n)).toBeLessThan(1e-3);
  expect(steps).toEqual([1, 2, 3]);
});

test('it stops when it is told to', async () => {
  await expect(symmetricInverse(300, { lowerRow: (i, into) => (into[i] = 1), signal: AbortSignal.abort() })).rejects.toMatchObject({ name: 'AbortError' });
});
