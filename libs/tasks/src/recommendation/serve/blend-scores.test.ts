import { recordTraining } from '../../testing/recorded-training';
import { unpackModel } from '../artifact';
import { exampleEvents } from '../example-events';
import { recommendationFamily } from '../index';
import { openTransformer } from '../network/transformer-member';
import type { ModelState } from '../model-state';
import type { History } from '../sequences';
import { blendScores } from './blend-scores';
import { openRecommender } from './recommender';

const PARAMS = { network: true, width: 16, context: 40, epochs: 2, batchRows: 8, negatives: 32, dropout: 0, checkpointSeconds: 3600, content: false, protocol: 'leave-one-out', fit: 'before-validation', history: 'remove', bootstrapReplicates: 0, shuffleTest: 'off' };

let state: ModelState;
beforeAll(async () => {
  const { model } = await recordTraining(recommendationFamily, exampleEvents(), { params: PARAMS });
  state = unpackModel(model.artifact).state;
});

const items = (...items: number[]): History => ({ items: Int32Array.from(items), times: Float64Array.from(items, (_, k) => k * 3_600_000), now: items.length * 3_600_000 });

test('members that touch few items add up as they do over the whole catalogue', async () => {
  // every member, whatever the blend thinks of it; EASE may take off what another row put on
  const weights = Object.fromEntries([...state.simple.keys(), 'transformer'].map((id, k) => [id, 0.3 + 0.2 * k]));
  const recommender = await openRecommender({ ...state, weights });
  try {
    const blended = await blendScores(recommender, items(3, 9, 3, 20, 21));
    expect(recommender.members.filter((m) => m.touch).length).toBeGreaterThanOrEqual(4);
    const size = state.itemKeys.length;
    const wanted = new Float64Array(size);
    for (const member of recommender.members) {
      const raw = new Float32Array(size);
      await member.score([items(3, 9, 3, 20, 21)], raw);
      const part = blended.parts.find((p) => p.member === member)!;
      expect([...part.raw]).toEqual([...raw]);
      const mean = raw.reduce((s, v) => s + v, 0) / size;
      const deviation = Math.sqrt(raw.reduce((s, v) => s + (v - mean) ** 2, 0) / size);
      raw.forEach((v, i) => (wanted[i]! += (weights[member.id]! * (v - mean)) / deviation));
    }
    wanted.forEach((v, i) => expect(blended.scores[i]).toBeCloseTo(v, 3));
    blended.release();
  } finally {
    recommender.dispose();
  }
});

test('short histories are asked of a shorter network, which says the same', async () => {
  const network = state.network!;
  expect(network.short?.length).toBe(16);
  const [both, whole, brief] = await Promise.all([openTransformer(network, state.itemKeys.length), openTransformer({ ...network, short: null }, state.itemKeys.length), openTransformer({ ...network, ...network.short!, short: null }, state.itemKeys.length)]);
  const ask = async (member: typeof both, length: number): Promise<number[]> => {
    const into = new Float32Array(state.itemKeys.length);
    await member.score([items(...Array.from({ length }, (_, k) => (k * 7) % state.itemKeys.length))], into);
    return [...into];
  };
  for (const length of [1, 7, 16]) {
    const wanted = await ask(whole, length);
    expect(Math.max(...wanted)).toBeGreaterThan(Math.min(...wanted));
    (await ask(both, length)).forEach((v, i) => expect(v).toBeCloseTo(wanted[i]!, 4));
    expect(await ask(both, length)).toEqual(await ask(brief, length));
  }
  // one event more than fits
  expect(await ask(both, 17)).toEqual(await ask(whole, 17));
  expect(await ask(both, 17)).not.toEqual(await ask(brief, 17));
  for (const member of [both, whole, brief]) member.dispose();
});
