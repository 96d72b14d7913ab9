import { recordTraining } from '../testing/recorded-training';
import { exampleEvents } from './example-events';
import { recommendationFamily } from './index';

const SIMPLE = { network: false, linear: ['popular', 'covisitation', 'markov'], protocol: 'leave-one-out', fit: 'before-validation', history: 'remove', bootstrapReplicates: 0, shuffleTest: 'off' };
const example = exampleEvents();
const train = async (params: Record<string, unknown> = {}) => (await recordTraining(recommendationFamily, example, { params: { ...SIMPLE, ...params } })).model;
type Trained = Awaited<ReturnType<typeof train>>;
const compared = (a: Trained, b: Trained) => recommendationFamily.compare!(a.evaluation, b.evaluation, { metrics: ['ndcg_10'], replicates: 50, seed: 1 })[0]!;

test('runs of two protocols get no verdict; of one protocol they do, and a wider fit is said', async () => {
  const [loo, refitted, kept, byTime] = [await train(), await train({ fit: 'with-validation' }), await train({ history: 'keep' }), await train({ protocol: 'time', windowDays: 2 })];
  expect(compared(loo, await train({ linear: ['popular'] }))).toMatchObject({ verdict: expect.stringMatching(/better|worse/), note: null });
  expect(compared(refitted, loo)).toMatchObject({ difference: expect.any(Number), note: expect.stringContaining('only the candidate was fitted also on what was validated on') });
  expect(compared(kept, loo)).toMatchObject({ verdict: 'not-comparable', difference: null });
  expect(compared(byTime, loo)).toMatchObject({ verdict: 'not-comparable', difference: null });
  expect(loo.summary.protocol).toMatch(/u\[:-2\]/);
  expect(refitted.summary.protocol).toMatch(/u\[:-1\]/);
});

test('a model measured on lists of another follows their protocol: what it removes itself stays in the ranking', async () => {
  const [removes, keeps] = [await train(), await train({ history: 'keep' })];
  const predictor = await recommendationFamily.load(removes.artifact);
  try {
    const { rowIndex, extra } = await predictor.evaluation!.measure(example.table, keeps.evaluation);
    expect([...rowIndex]).toEqual([...keeps.evaluation.rowIndex]);
    expect([...extra!.historyRemoved!]).toEqual([...keeps.evaluation.extra!.historyRemoved!]);
    // history in the ranking pushes what comes next down: never up
    const own = new Map(Array.from(removes.evaluation.rowIndex, (row, i) => [row, removes.evaluation.extra!.rank![i]!]));
    const both = Array.from(rowIndex, (row, i) => [own.get(row), extra!.rank![i]!] as const).filter((pair): pair is readonly [number, number] => pair[0] !== undefined);
    expect(both.length).toBeGreaterThan(100);
    expect(both.every(([removed, kept]) => kept >= removed)).toBe(true);
    expect(both.some(([removed, kept]) => kept > removed)).toBe(true);
  } finally {
    predictor.dispose();
  }
});
