import { recommendationContextSchema, recommendationRulesSchema, type Recommendation } from '@bellwether/contracts';
import type { Predictor } from '../task-family';
import type { Example } from '../testing/example-table';
import { reorderRows, permutation } from '../testing/example-table';
import { recordTraining } from '../testing/recorded-training';
import { exampleEvents } from './example-events';
import { recommendationFamily } from './index';

const SIMPLE = { network: false, linear: ['popular', 'recent', 'covisitation', 'item-knn', 'session-knn', 'markov'], protocol: 'leave-one-out', bootstrapReplicates: 0, shuffleTest: 'off' };
const NOW = Date.parse('2026-01-10T00:00:00Z');

type Event = [customer: string, item: string, at: number | null, kind?: string];

/** A table of just these events. */
function tableOf(events: readonly Event[], more: Partial<Example['roles']> = {}): Example {
  return {
    table: {
      rows: events.length, rowIndex: Int32Array.from(events, (_, i) => i + 1),
      columns: [
        { name: 'customer', type: 'string', values: events.map((e) => e[0]) }, { name: 'sku', type: 'string', values: events.map((e) => e[1]) },
        { name: 'at', type: 'timestamp', values: Float64Array.from(events, (e) => e[2] ?? Number.NaN) }, { name: 'what', type: 'string', values: events.map((e) => e[3] ?? 'purchase') },
      ],
    },
    roles: { customer: 'id', sku: 'item', at: 'time', what: 'event', ...more },
  };
}

const train = (example: Example, params: Record<string, unknown> = {}) => recordTraining(recommendationFamily, example, { params: { ...SIMPLE, ...params } });

async function serve(example: Example, params: Record<string, unknown> = {}): Promise<{ predictor: Predictor; ask(request: Record<string, unknown>, rules?: Record<string, unknown>, catalogue?: unknown): Promise<Recommendation> }> {
  const predictor = await recommendationFamily.load((await train(example, params)).model.artifact);
  const ask = (request: Record<string, unknown>, rules: Record<string, unknown> = {}, catalogue: unknown = null) =>
    predictor.ask!('recommend', { request: recommendationContextSchema.parse(request), rules: recommendationRulesSchema.parse(rules), catalogue, seed: 'x', now: NOW, reasons: true }) as Promise<Recommendation>;
  return { predictor, ask };
}

describe('bad input to training', () => {
  test('a catalogue of one item is refused by name, before training where the profile knows it', async () => {
    const one = tableOf([['a', 'only', 1], ['a', 'only', 2], ['a', 'only', 3], ['b', 'only', 1], ['b', 'only', 2]]);
    await expect(train(one)).rejects.toMatchObject({ code: 'ITEMS_TOO_FEW', message: expect.stringContaining('"only"') });
    const profile = { rows: 5, duplicateRows: 0, target: null, seconds: 0, columns: [{ name: 'sku', type: 'string' as const, count: 5, missing: 0, distinct: 1, distinctApproximate: false, numeric: null, histogram: null, top: [], time: null, text: null, target: null }] };
    const facts = { rows: 5, columns: one.table.columns.map(({ name, type }) => ({ name, type })), roles: one.roles, profile };
    expect(recommendationFamily.validate(recommendationFamily.params.parse(SIMPLE), facts).map((i) => i.code)).toContain('ITEMS_TOO_FEW');
  });

  test('customers with fewer than three events leave nothing to hold out, and the refusal says how long the longest history is', async () => {
    await expect(train(tableOf([['a', 'x', 1], ['a', 'y', 2], ['b', 'y', 1]]))).rejects.toMatchObject({ code: 'SPLIT_EMPTY', message: expect.stringContaining('has 2 events'), fix: expect.stringContaining('protocol time') });
  });

  test('rows that miss who, what or when are left out and counted; when none is left the data are refused', async () => {
    const { table, roles } = exampleEvents({ customers: 40 });
    const holes = { ...table, columns: table.columns.map((c) => (c.name === 'sku' && c.type === 'string' ? { ...c, values: c.values.map((v, i) => (i % 10 === 0 ? null : i % 11 === 0 ? '  ' : v)) } : c)) };
    const { model, logs } = await train({ table: holes, roles });
    expect(model.summary.rows.dropped).toBe(32 + 27);
    expect(logs.join()).toContain('59 that miss who, what or when');
    await expect(train(tableOf([['a', 'x', null], ['', 'y', 2]]))).rejects.toMatchObject({ code: 'DATA_EMPTY' });
  });

  test('times that are text are refused by name', async () => {
    const text = tableOf([['a', 'x', 1]]);
    text.table.columns[2] = { name: 'at', type: 'string', values: ['soon'] };
    await expect(train(text)).rejects.toMatchObject({ code: 'INPUT_INVALID', message: expect.stringContaining('"soon"') });
  });

  test('an event that is said twice counts once; two of one moment stand in the order of the rows, whatever the order they are read in', async () => {
    const base = exampleEvents({ customers: 60 });
    const day = { ...base, table: { ...base.table, columns: base.table.columns.map((c) => (c.name === 'at' && c.type !== 'string' ? { ...c, values: c.values.map((t) => Math.floor(t / 259_200_000) * 259_200_000) } : c)) } };
    const { model, logs } = await train(day);
    expect(logs.join()).toMatch(/\d+ events happen at the very time of another/);
    const again = await train({ ...day, table: reorderRows(day.table, permutation(day.table.rows, 3)) });
    expect(again.model.metrics).toEqual(model.metrics);
    const twice = await train({ ...base, table: doubled(base.table) });
    expect(twice.model.summary.rows.dropped).toBe(base.table.rows);
    expect(twice.model.metrics.ndcg_10!.value).toBe((await train(base)).model.metrics.ndcg_10!.value);
  });

  test('a kind of event that is to be foreseen is what is held out; one to ignore is not read; without a column for it both are refused', async () => {
    const { model } = await train(exampleEvents(), { foresee: ['purchase'], ignore: ['view'] });
    expect(model.summary.rows.dropped).toBe(160 * 3);
    const { what: _, ...roles } = exampleEvents().roles;
    const facts = { rows: 10, columns: exampleEvents().table.columns.map(({ name, type }) => ({ name, type })), roles, profile: null };
    expect(recommendationFamily.validate(recommendationFamily.params.parse({ ...SIMPLE, foresee: ['purchase'] }), facts)).toContainEqual(expect.objectContaining({ path: 'foresee', code: 'ROLE_MISSING' }));
  });

  test('where customers take the same again, the history stays in the ranking; a run that removes it all says that nothing is left', async () => {
    const loyal = tableOf(Array.from({ length: 30 }, (_, c) => [0, 1, 2, 3, 4].map((k): Event => [`c${c}`, k % 2 === 0 ? `tea-${c % 3}` : 'milk', k * 1000])).flat());
    const { logs } = await train(loyal, { history: 'auto' });
    expect(logs.join()).toContain('kept in the ranking');
    await expect(train(loyal, { history: 'remove' })).rejects.toMatchObject({ code: 'SPLIT_EMPTY', fix: expect.stringContaining('keep history') });
  });
});

function doubled(table: Example['table']): Example['table'] {
  const order = Int32Array.from({ length: table.rows * 2 }, (_, i) => i % table.rows);
  return { ...reorderRows(table, order), rowIndex: Int32Array.from(order, (_, i) => i + 1) };
}

describe('bad input to serving', () => {
  const busy: Event[] = Array.from({ length: 10_000 }, (_, e): Event => ['busy', `sku-${String(e % 40).padStart(3, '0')}`, Date.parse('2025-12-01T00:00:00Z') + e * 60_000]);
  const base = exampleEvents();
  let served: Awaited<ReturnType<typeof serve>>;
  beforeAll(async () => {
    const sku = base.table.columns[1]!.values as string[];
    const all: Event[] = [...sku.map((s, i): Event => [(base.table.columns[0]!.values as string[])[i]!, s, base.table.columns[2]!.values[i] as number]), ...busy];
    served = await serve(tableOf(all), { history: 'keep' });
  }, 180_000);
  afterAll(() => served.predictor.dispose());

  test('a customer without history gets what sells, and the answer says so', async () => {
    expect(await served.ask({ customer: 'nobody' })).toMatchObject({ fallback: 'recent', known: { customer: false, events: 0 }, items: expect.arrayContaining([expect.objectContaining({ position: 1, reasons: [{ kind: 'popular', item: null, share: 1 }] })]) });
    const [scored] = await served.predictor.predictRows([{ customer: 'nobody' }]);
    expect(scored).toMatchObject({ label: expect.stringContaining('sku-'), warnings: [{ code: 'new-category' }] });
    await expect(served.predictor.predictRows([{ item: 'x' }])).rejects.toMatchObject({ code: 'SIGNATURE_MISMATCH' });
  });

  test('a customer of 10,000 events is answered from the newest, in good time', async () => {
    const started = performance.now();
    const answer = await served.ask({ customer: 'busy' }, { filters: { alreadyBought: 'show' } });
    expect(performance.now() - started).toBeLessThan(500);
    expect(answer).toMatchObject({ fallback: 'none', known: { events: 300 } });
    expect(answer.items).toHaveLength(10);
  });

  test('events of items that the model never saw are named and passed over; with nothing else the fallbacks answer', async () => {
    expect(await served.ask({ recent: [{ item: 'new-1' }, { item: 'new-2' }], basket: ['new-3'] })).toMatchObject({ fallback: 'recent', known: { events: 0, unknownItems: ['new-1', 'new-2', 'new-3'] } });
    expect(await served.ask({ customer: 'c0001', recent: [{ item: 'new-1' }] })).toMatchObject({ fallback: 'none', known: { customer: true, unknownItems: ['new-1'] } });
    expect(await served.ask({ recent: [{ item: 'sku-005' }] })).toMatchObject({ fallback: 'session', items: expect.arrayContaining([expect.objectContaining({ item: 'sku-006' })]) });
  });

  test('an item withdrawn since training is never shown, and counted', async () => {
    const first = (await served.ask({ customer: 'c0001' })).items[0]!.item;
    const without = await served.ask({ customer: 'c0001' }, {}, { items: [{ item: first, name: null, category: null, price: null, margin: null, stock: null, promoted: false, active: false }] });
    expect(without.removed.withdrawn).toBe(1);
    expect(without.items.map((i) => i.item)).not.toContain(first);
  });

  test('rules that leave nothing give an empty list that says what took the items, not an error', async () => {
    const none = await served.ask({ customer: 'c0001' }, { filters: { categories: ['no such'] } });
    expect(none.items).toEqual([]);
    expect(none.removed.category).toBe(40);
  });

  test('a list beside an item needs the item; an item unknown to the model is named and what sells answers', async () => {
    await expect(served.ask({ placement: 'similar' })).rejects.toMatchObject({ code: 'INPUT_INVALID' });
    expect(await served.ask({ placement: 'similar', item: 'nothing' })).toMatchObject({ fallback: 'recent', known: { unknownItems: ['nothing'] } });
  });

  test('a damaged model file is refused by name', async () => {
    const { artifact } = (await train(exampleEvents({ customers: 30 }))).model;
    const cut = artifact.map((f) => (f.name === 'arrays.bin' ? { ...f, bytes: f.bytes.slice(0, -40) } : f));
    await expect(recommendationFamily.load(cut)).rejects.toMatchObject({ code: 'MODEL_ARTIFACT_INVALID' });
    await expect(recommendationFamily.load(artifact.filter((f) => f.name !== 'keys.json'))).rejects.toMatchObject({ code: 'MODEL_ARTIFACT_INVALID', message: expect.stringContaining('keys.json') });
  });
});
