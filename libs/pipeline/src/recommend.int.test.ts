import { catalogueItemSchema, placementSchema, recommendationRulesSchema, recommendInputSchema, replayInputSchema, type Placement } from '@bellwether/contracts';
import { flushLists, listAudit, readLists, recordFeedback, saveRules, savedRules, setPolicy, writeCatalogue } from '@bellwether/lineage';
import { testDeps, type TestDeps } from '@bellwether/lineage/testing';
import { testEvents, testTrainedRun } from './model-testing';
import { unloadPredictors } from './predict-cache';
import { promoteModel } from './promote-model';
import { previewList, recommend, ruleCost } from './recommend';
import { registerModel } from './register-model';
import { replayLists } from './replay-lists';

let t: TestDeps;
beforeAll(async () => {
  t = await testDeps();
  const data = await testEvents(t, t.scope());
  const params = { network: false, linear: ['popular', 'recent', 'covisitation', 'item-knn', 'markov'], protocol: 'leave-one-out', bootstrapReplicates: 0, shuffleTest: 'off', history: 'remove' };
  const { modelId, versionId } = await registerModel(t, t.scope(), { runId: await testTrainedRun(t, t.scope(), data, params, 'recommendation'), model: { name: 'shop window' } });
  await setPolicy(t.db, t.scope(), { id: modelId, policy: { metric: 'ndcg_10', against: 'non-inferior', margin: 0.01, minimum: {}, maxCalibrationError: null, minTestRows: 10, fourEyes: false } });
  await promoteModel(t, t.scope(), { versionId });
}, 180_000);
afterAll(async () => {
  await flushLists(t);
  unloadPredictors();
  await t.close();
});

const ask = (input: Record<string, unknown> = {}) => recommend(t, t.scope('service'), recommendInputSchema.parse(input));
const rulesOf = (rules: Record<string, unknown>) => recommendationRulesSchema.parse(rules);
const replay = (input: Record<string, unknown> = {}) => replayLists(t, t.scope('viewer'), replayInputSchema.parse({ model: 'shop window', ...input }));

test('a list is answered for every placement and kept with positions and probabilities; the only model need not be named', async () => {
  const placements = placementSchema.options;
  const answers = await Promise.all(placements.map((placement: Placement) => ask({ placement, customer: 'c0004', item: 'sku-012', basket: ['sku-012'], limit: 5 })));
  expect(answers.map((a) => [a.placement, a.fallback])).toEqual(placements.map((p) => [p, 'none']));
  await flushLists(t);
  const kept = await readLists(t, t.scope(), { customer: 'c0004', limit: 100 });
  for (const a of answers) {
    const list = kept.find((l) => l.id === a.listId)!;
    expect(list).toMatchObject({ placement: a.placement, version: 1, items: a.items.map((i) => i.item), probabilities: a.items.map((i) => i.probability), fallback: a.fallback });
    expect(a.items.map((i) => i.position)).toEqual(a.items.map((_, k) => k + 1));
  }
});

test('a customer nobody knows is answered by the next link of the chain, and the answer says which', async () => {
  expect(await ask({ customer: 'nobody' })).toMatchObject({ fallback: 'recent', known: { customer: false }, rules: { from: 'default' } });
  expect(await ask({ customer: 'nobody', category: 'toys' })).toMatchObject({ fallback: 'category' });
  expect(await ask({ customer: 'nobody', recent: [{ item: 'sku-005' }] })).toMatchObject({ fallback: 'session' });
  expect(await ask({ customer: 'nobody', item: 'sku-005' })).toMatchObject({ fallback: 'item' });
});

test('a key that no database can hold is answered, and its list kept with the character replaced', async () => {
  const { listId } = await ask({ customer: 'odd \u0000 \ud800 key', recent: [{ item: 'new\u0000' }] });
  await flushLists(t);
  const [kept] = await readLists(t, t.scope(), { customer: 'odd \ufffd \ufffd key', limit: 1 });
  expect(kept).toMatchObject({ id: listId, request: { recent: [{ item: 'new\ufffd' }] } });
});

test('rules that are saved are in force from the next list on; those of a request go before them; every change leaves its line', async () => {
  const before = await ask({ customer: 'c0007', placement: 'next' });
  const first = before.items[0]!.item;
  expect(await saveRules(t.db, t.scope('operator'), { model: 'shop window', placement: 'next', rules: rulesOf({ filters: { hide: [first, 'odd \u0000'] } }) })).toEqual({ number: 1 });
  const after = await ask({ customer: 'c0007', placement: 'next' });
  expect(after).toMatchObject({ rules: { from: 'saved', number: 1 }, removed: { hidden: 1 } });
  expect(after.items.map((i) => i.item)).not.toContain(first);
  expect((await ask({ customer: 'c0007', placement: 'next', rules: {} })).items[0]!.item).toBe(first);
  expect(await saveRules(t.db, t.scope('operator'), { model: 'shop window', placement: 'next', rules: rulesOf({}) })).toEqual({ number: 2 });
  expect(await savedRules(t.db, t.scope(), 'shop window')).toMatchObject([{ placement: 'next', number: 2 }]);
  const { entries } = await listAudit(t.db, t.scope(), { limit: 100 });
  expect(entries.filter((e) => e.action === 'recommendation.saveRules')).toMatchObject([{ before: { number: 1 }, after: { number: 2 } }, { before: null, after: { number: 1 } }]);
  await expect(saveRules(t.db, t.scope('admin', t.otherProjectId), { model: 'shop window', placement: 'next', rules: rulesOf({}) })).rejects.toMatchObject({ code: 'NOT_FOUND' });
});

test('one list may leave items out, and the same seed draws the same list', async () => {
  const { items } = await ask({ customer: 'c0009' });
  expect((await ask({ customer: 'c0009', exclude: [items[0]!.item] })).items.map((i) => i.item)).not.toContain(items[0]!.item);
  const drawn = { customer: 'c0009', seed: 'mine', rules: { explore: { share: 1, pool: 20 } } };
  const once = await ask(drawn);
  expect(once.exploredPosition).not.toBeNull();
  expect((await ask(drawn)).items).toEqual(once.items);
  expect((await previewList(t, t.scope('viewer'), recommendInputSchema.parse(drawn))).exploredPosition).toBeNull();
});

test('an item that the shop withdraws is gone from the next list; another shop’s catalogue says nothing here', async () => {
  const top = (await ask({ customer: 'c0011' })).items[0]!.item;
  await writeCatalogue(t.db, t.scope('service', t.otherProjectId), [catalogueItemSchema.parse({ item: top, active: false })]);
  expect((await ask({ customer: 'c0011' })).items[0]!.item).toBe(top);
  await writeCatalogue(t.db, t.scope('service'), [catalogueItemSchema.parse({ item: top, active: true }), catalogueItemSchema.parse({ item: top, active: false })]);
  expect(await ask({ customer: 'c0011' })).toMatchObject({ removed: { withdrawn: 1 }, items: expect.not.arrayContaining([expect.objectContaining({ item: top })]) });
  await writeCatalogue(t.db, t.scope('service'), [catalogueItemSchema.parse({ item: top, active: true })]);
});

test('what came of a list counts once; an item that does not stand in it, and a list of another shop, are named', async () => {
  const { listId, items } = await ask({ customer: 'c0012' });
  const click = { listId, item: items[1]!.item, kind: 'click' as const, value: null };
  const report = (feedback: typeof click[], project = t.projectId) => recordFeedback(t, t.scope('service', project), feedback);
  expect(await report([click])).toEqual({ accepted: 1, duplicates: 0, rejected: [] });
  expect(await report([click, { ...click, item: 'elsewhere' }])).toMatchObject({ accepted: 0, duplicates: 1, rejected: [{ index: 1, reason: expect.stringContaining('does not stand') }] });
  expect(await report([click], t.otherProjectId)).toMatchObject({ accepted: 0, rejected: [{ reason: expect.stringContaining('No list') }] });
  const [kept] = await readLists(t, t.scope(), { customer: 'c0012', limit: 1 });
  expect(kept!.feedback).toMatchObject([{ item: click.item, position: 2, kind: 'click' }]);
  expect(await readLists(t, t.scope('admin', t.otherProjectId), { customer: 'c0012', limit: 9 })).toEqual([]);
});

test('the cost of a rule in relevance comes with an interval', async () => {
  const cost = await ruleCost(t, t.scope('viewer'), { model: 'shop window', rules: rulesOf({ filters: { hideCategories: ['garden', 'kitchen'] } }) });
  expect(cost).toMatchObject({ metric: 'ndcg_10', verdict: 'worse' });
  expect(cost.hi!).toBeLessThan(0);
});

test('lists that explored are replayed: the policy they were made by earns what it earned, one that hides what was clicked earns less', async () => {
  const rules = { explore: { share: 0.6, pool: 10 } };
  const feedback = [];
  for (let k = 0; k < 150; k++) {
    const { listId, items } = await ask({ placement: 'trending', seed: `s${k}`, rules, limit: 4 });
    // the first item of the policy is what people want
    const wanted = items.find((i) => i.position === 1 && i.reasons[0]!.kind === 'trending');
    if (wanted && k % 2 === 0) feedback.push({ listId, item: wanted.item, kind: 'click' as const, value: null });
  }
  await recordFeedback(t, t.scope('service'), feedback);
  const same = await replay({ placement: 'trending', rules, limit: 150 });
  expect(same).toMatchObject({ lists: 150, shown: 600, rewards: feedback.length, version: 1 });
  expect(same.support).toBeCloseTo(1, 6);
  expect(same.ips.value).toBeCloseTo(same.logged.value!, 6);
  const plain = await replay({ placement: 'trending', rules: {}, limit: 150 });
  // without draws the wanted item always stands first
  expect(plain.snips.value!).toBeGreaterThan(same.logged.value!);
  expect(plain.dr.lo!).toBeLessThanOrEqual(plain.dr.value!);
  const hides = await replay({ placement: 'trending', rules: { filters: { hide: [feedback[0]!.item] } }, limit: 150 });
  expect(hides.dr.hi!).toBeLessThan(same.logged.lo!);
  expect(hides.sameShare).toBeLessThan(plain.sameShare);
  await expect(replay({ placement: 'buy-again', from: '2020-01-01', to: '2020-01-02' })).rejects.toMatchObject({ code: 'DATA_EMPTY' });
});
