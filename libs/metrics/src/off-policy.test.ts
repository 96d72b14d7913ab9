import { readFileSync } from 'node:fs';
import { crossFittedRewards, offPolicyValue } from './off-policy';
import { seededRandom } from './seeded-random';

const RATES = [0.05, 0.1, 0.2, 0.4];
const TARGET = [0.1, 0.2, 0.3, 0.4];
const TRUTH = RATES.reduce((sum, rate, a) => sum + rate * TARGET[a]!, 0);

/** Choices of four actions, uniform or by the given probabilities; each earns 1 with its own rate. */
function logOf(n: number, seed: number, policy: readonly number[] = [0.25, 0.25, 0.25, 0.25]) {
  const random = seededRandom(seed);
  const action = Int32Array.from({ length: n }, () => {
    let u = random.unit();
    return policy.findIndex((p) => (u -= p) < 0);
  });
  return { action, reward: Float64Array.from(action, (a) => (random.unit() < RATES[a]! ? 1 : 0)), logged: Float64Array.from(action, (a) => policy[a]!), target: Float64Array.from(action, (a) => TARGET[a]!) };
}

function withModel(log: ReturnType<typeof logOf>) {
  const model = crossFittedRewards(log.action, log.reward);
  return { ...log, model: { chosen: Float64Array.from(log.action, (a, i) => model(i, a)), expected: Float64Array.from(log.action, (_, i) => TARGET.reduce((sum, p, a) => sum + p * model(i, a), 0)) } };
}

describe('off-policy value', () => {
  test('the intervals of IPS, SNIPS and DR cover the true value as often as they say', () => {
    const covered = { ips: 0, snips: 0, dr: 0 };
    const trials = 150;
    for (let t = 0; t < trials; t++) {
      const estimate = offPolicyValue(withModel(logOf(600, t + 1)), { replicates: 200, seed: t });
      for (const key of ['ips', 'snips', 'dr'] as const) if (estimate[key]!.lo! <= TRUTH && estimate[key]!.hi! >= TRUTH) covered[key]++;
    }
    for (const hits of Object.values(covered)) expect(hits / trials).toBeGreaterThan(0.88);
  });

  test('a model of the reward narrows the interval, and a wrong one does not bias DR', () => {
    const log = withModel(logOf(4000, 5));
    const estimate = offPolicyValue(log);
    expect(estimate.dr!.hi! - estimate.dr!.lo!).toBeLessThan(estimate.ips.hi! - estimate.ips.lo!);
    const wrong = offPolicyValue({ ...log, model: { chosen: log.model.chosen.map(() => 0.9), expected: log.model.expected.map(() => 0.9) } });
    expect(wrong.dr!.lo!).toBeLessThan(TRUTH);
    expect(wrong.dr!.hi!).toBeGreaterThan(TRUTH);
  });

  test('the policy that logged is worth what it earned', () => {
    const log = logOf(1000, 9);
    const estimate = offPolicyValue({ ...log, target: log.logged });
    const mean = log.reward.reduce((s, r) => s + r, 0) / 1000;
    expect([estimate.ips.value, estimate.snips.value, estimate.effectiveChoices, estimate.support]).toEqual([expect.closeTo(mean, 12), expect.closeTo(mean, 12), expect.closeTo(1000, 6), expect.closeTo(1, 12)]);
  });

  test('choices that were never tried show as missing support', () => {
    expect(offPolicyValue(logOf(5000, 2, [0.5, 0.5, 0, 0])).support).toBeCloseTo(0.3, 1);
  });

  test('a choice without a logged probability is refused, and so is a probability above one', () => {
    expect(() => offPolicyValue({ reward: [1], logged: [0], target: [0.5] })).toThrow(/logged probability above 0/);
    expect(() => offPolicyValue({ reward: [1], logged: [0.5], target: [1.5] })).toThrow(/between 0 and 1/);
  });
});

type Cells = [position: number, item: number, shown: number, clicked: number][];
const OPEN_BANDIT = JSON.parse(readFileSync(new URL('../fixtures/open-bandit-men.json', import.meta.url), 'utf8')) as { random: Cells; bts: Cells };
const ITEMS = 34;

describe('Open Bandit: a policy judged from a log it did not make', () => {
  const rate = (cells: Cells): number => cells.reduce((s, [, , , c]) => s + c, 0) / cells.reduce((s, [, , n]) => s + n, 0);
  const places = new Map<number, number>();
  for (const [position, , n] of OPEN_BANDIT.bts) places.set(position, (places.get(position) ?? 0) + n);
  // the Thompson policy looks at the position alone; how often it showed an item there is its probability
  const share = new Map(OPEN_BANDIT.bts.map(([position, item, n]) => [position * ITEMS + item, n / places.get(position)!]));
  const rows = OPEN_BANDIT.random.flatMap(([position, item, n, clicks]) => Array.from({ length: n }, (_, i) => ({ action: position * ITEMS + item, position, reward: i < clicks ? 1 : 0 })));
  const action = rows.map((r) => r.action);
  const reward = rows.map((r) => r.reward);
  const model = crossFittedRewards(action, reward);
  const expected = rows.map((r, i) => Array.from({ length: ITEMS }, (_, item) => (share.get(r.position * ITEMS + item) ?? 0) * model(i, r.position * ITEMS + item)).reduce((s, v) => s + v, 0));
  const estimate = offPolicyValue({ reward, logged: rows.map(() => 1 / ITEMS), target: action.map((a) => share.get(a) ?? 0), model: { chosen: action.map((a, i) => model(i, a)), expected } });

  test.each(['ips', 'snips', 'dr'] as const)('%s from the random log holds the Thompson policy\'s own click rate and the published one', (key) => {
    for (const truth of [rate(OPEN_BANDIT.bts), 0.0067]) {
      expect(estimate[key]!.lo!).toBeLessThan(truth);
      expect(estimate[key]!.hi!).toBeGreaterThan(truth);
    }
    expect(estimate[key]!.value!).toBeGreaterThan(rate(OPEN_BANDIT.random));
  });
});
