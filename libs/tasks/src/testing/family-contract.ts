import { METRIC_KEY_PATTERN, figureSchema, modelSignatureSchema } from '@bellwether/contracts';
import { z } from 'zod';
import type { AnyTaskFamily } from '../family-registry';
import { exampleSessions, permutation, reorderRows, type Example } from './example-table';
import { recordTraining, type Recording } from './recorded-training';

export type FamilyContractCase = {
  family: AnyTaskFamily;
  /** tells two cases of one family apart */
  label?: string;
  /** makes a short run, with at least two checkpoints */
  params: Record<string, unknown>;
  /** a table whose labels can be learnt, or, when asked, cannot */
  example?: (options: { shuffledLabels: boolean }) => Example;
  /** primary metric that a short run must reach on learnable data, and where chance lies */
  reaches?: number;
  chance?: number;
  /** questions of the family's `asks` that a model trained on the example can answer */
  questions?: readonly { ask: string; request: unknown }[];
  /** tensors alive, to see that none leaks */
  liveTensors?: () => number;
};

type JsonField = { properties?: Record<string, JsonField>; title?: string; titleZh?: string; description?: string; descriptionZh?: string; oneOf?: JsonField[]; anyOf?: JsonField[] };

function* leaves(schema: JsonField, path: string): Generator<[string, JsonField]> {
  for (const [name, field] of Object.entries(schema.properties ?? {})) {
    if (field.properties !== undefined) yield* leaves(field, `${path}${name}.`);
    else yield [`${path}${name}`, field];
  }
}

const mean = (values: number[]): number => values.reduce((sum, v) => sum + v, 0) / values.length;

const bytesOf = (files: readonly { name: string; bytes: Uint8Array }[]): string[] => files.map((f) => `${f.name}:${Buffer.from(f.bytes).toString('base64')}`);

/** What every family promises (architecture, section 7). Call it from a test file of the family. */
export function describeFamilyContract(contract: FamilyContractCase): void {
  const { family, params, example = exampleSessions } = contract;
  const learnable = example({ shuffledLabels: false });
  let trained: Promise<Recording> | null = null;
  // tests that only look at a trained model share one training
  const once = (): Promise<Recording> => (trained ??= recordTraining(family, learnable, { params }));
  const full: FullCase = { label: '', reaches: 0.7, chance: 0.5, questions: [], ...contract, example, learnable, once };
  describe(`contract of the family ${contract.family.id}${contract.label === undefined ? '' : `, ${contract.label}`}`, () => {
    describeVocabulary(full);
    describeRepeatability(full);
    describeLearning(full);
    describeQuestions(full);
    describeInterruption(full);
    if (contract.liveTensors !== undefined) describeMemory(full, contract.liveTensors);
  });
}

type FullCase = Required<Omit<FamilyContractCase, 'liveTensors'>> & { learnable: Example; once(): Promise<Recording> };

function describeVocabulary({ family, params, learnable, once }: FullCase): void {
  test('every parameter has a default, a title and help in both languages', () => {
    expect(() => family.params.parse({})).not.toThrow();
    for (const [path, field] of leaves(z.toJSONSchema(family.params, { io: 'input' }) as JsonField, '')) {
      expect([path, typeof field.title, typeof field.titleZh, typeof field.description, typeof field.descriptionZh]).toEqual([path, 'string', 'string', 'string', 'string']);
    }
  });

  test('every preset is valid, and its cost can be stated in both languages', () => {
    const facts = { rows: learnable.table.rows, columns: learnable.table.columns.map(({ name, type }) => ({ name, type })), roles: learnable.roles, profile: null };
    for (const preset of family.presets) {
      const parsed = family.params.parse(preset.params);
      expect(family.validate(parsed, facts)).toEqual([]);
      const cost = family.estimateCost(parsed, facts);
      expect(cost.seconds).toBeGreaterThan(0);
      expect(cost.sentence.en && cost.sentence.zh).toBeTruthy();
    }
  });

  test('what it returns fits the vocabulary: metric names, figures, signature, described metrics', async () => {
    const { model, points } = await once();
    for (const key of [...Object.keys(model.metrics), ...[...points.keys()].map((k) => k.split('@')[0]!)]) expect(key).toMatch(METRIC_KEY_PATTERN);
    for (const figure of model.figures) expect(() => figureSchema.parse(figure)).not.toThrow();
    expect(() => modelSignatureSchema.parse(model.signature)).not.toThrow();
    expect(Object.keys(model.metrics).sort()).toEqual(family.metrics.map((m) => m.key).sort());
    expect(model.evaluation.rowIndex.length).toBe(model.evaluation.score.length);
    const seen = new Set(model.trainRowIndex);
    expect(model.evaluation.rowIndex.filter((row) => seen.has(row))).toHaveLength(0);
  });

  test.each(family.traits.needs)('a table without a column for the role %s is refused by name, before and at training', async (needed) => {
    const roles = Object.fromEntries(Object.entries(learnable.roles).map(([name, role]) => [name, role === needed ? 'ignored' : role])) as Example['roles'];
    const code = needed === 'target' ? 'TARGET_MISSING' : 'ROLE_MISSING';
    const facts = { rows: learnable.table.rows, columns: learnable.table.columns.map(({ name, type }) => ({ name, type })), roles, profile: null };
    expect(family.validate(family.params.parse(params), facts)).toContainEqual(expect.objectContaining({ code }));
    await expect(recordTraining(family, { ...learnable, roles }, { params })).rejects.toMatchObject({ code });
  });
}

function describeRepeatability({ family, params, learnable, once }: FullCase): void {
  test('same seed, whatever the order of the rows: same weights, same curve, same metrics; another seed: another curve', async () => {
    const mixed = { ...learnable, table: reorderRows(learnable.table, permutation(learnable.table.rows, 5)) };
    const [a, b, c] = [await once(), await recordTraining(family, mixed, { params }), await recordTraining(family, learnable, { params, seed: 2 })];
    expect(bytesOf(b.model.artifact)).toEqual(bytesOf(a.model.artifact));
    expect([...b.points]).toEqual([...a.points]);
    expect(b.model.metrics).toEqual(a.model.metrics);
    expect([...c.points]).not.toEqual([...a.points]);
  });

  test('predictions are equal after pack and unpack, by table and by row', async () => {
    const { model } = await once();
    const loaded = await family.load(model.artifact);
    const own = loaded.evaluation;
    if (own) {
      const columns = learnable.table.columns.filter((c) => own.columns.includes(c.name));
      const again = await own.measure({ ...learnable.table, columns }, model.evaluation);
      expect([...again.rowIndex]).toEqual([...model.evaluation.rowIndex]);
      again.score.forEach((score, i) => expect(score).toBeCloseTo(model.evaluation.score[i]!, 6));
      for (const [name, values] of Object.entries(model.evaluation.extra ?? {})) again.extra![name]!.forEach((v, i) => expect(v).toBeCloseTo(values[i]!, 6));
    }
    loaded.dispose();
    if (own) return;
    const place = new Map(Array.from(learnable.table.rowIndex, (row, i) => [row, i]));
    const held = reorderRows(learnable.table, Int32Array.from(model.evaluation.rowIndex, (row) => place.get(row)!));
    const predictor = await family.load(model.artifact);
    const byTable = await predictor.predictTable(held);
    const rows = Array.from({ length: 5 }, (_, i) => Object.fromEntries(held.columns.filter((c) => learnable.roles[c.name] !== 'target').map((c) => [c.name, valueAt(c, i)])));
    const byRow = await predictor.predictRows(rows);
    predictor.dispose();
    byTable.forEach((score, i) => expect(score).toBeCloseTo(model.evaluation.score[i]!, 6));
    byRow.forEach((scored, i) => expect(scored.score).toBeCloseTo(byTable[i]!, 6));
  });
}

function describeLearning({ family, params, example, reaches, chance, once }: FullCase): void {
  const primary = family.traits.primaryMetric;

  test('loss falls and the primary metric gets better on learnable data', async () => {
    const { model, points } = await once();
    const losses = [...points].filter(([key]) => key.includes('train/loss@')).map(([, value]) => value);
    // single steps are noisy: the last quarter of the curve lies below the first
    const quarter = Math.max(1, losses.length >> 2);
    expect(mean(losses.slice(-quarter))).toBeLessThan(mean(losses.slice(0, quarter)));
    const reached = model.metrics[primary]!.value!;
    if (family.metrics.find((m) => m.key === primary)!.better === 'lower') expect(reached).toBeLessThan(reaches);
    else expect(reached).toBeGreaterThan(reaches);
  });

  test('shuffled labels stay at chance: nothing of the target leaks into the inputs', async () => {
    const { model } = await recordTraining(family, example({ shuffledLabels: true }), { params });
    const { lo, hi } = model.metrics[primary]!;
    expect(lo!).toBeLessThan(chance + 0.02);
    expect(hi!).toBeGreaterThan(chance - 0.02);
  });

  test('contributions of an explanation name the inputs, or what the model knows of them', async () => {
    const { model } = await once();
    const predictor = await family.load(model.artifact);
    const row = Object.fromEntries(predictor.signature.inputs.map((i) => [i.name, i.example]));
    const named = (await predictor.explain(row)).map((c) => c.feature).sort();
    predictor.dispose();
    expect(named.every((name) => name.length > 0)).toBe(true);
    if (family.traits.realised === 'scores') expect(named).toEqual(predictor.signature.inputs.map((i) => i.name).sort());
  });
}

function describeQuestions({ family, questions, once }: FullCase): void {
  test('every question that the family lists has an example here, with a title in both languages', () => {
    expect([...new Set(questions.map((q) => q.ask))].sort()).toEqual(Object.keys(family.asks ?? {}).sort());
    for (const ask of Object.values(family.asks ?? {})) expect(ask.title.en && ask.title.zh).toBeTruthy();
  });

  test('the same question has the same answer after unpacking again, and it fits its schema', async () => {
    const { model } = await once();
    const [a, b] = await Promise.all([family.load(model.artifact), family.load(model.artifact)]);
    for (const { ask, request } of questions) {
      const parsed = family.asks![ask]!.input.parse(request);
      const answer = await a.ask!(ask, parsed);
      expect(family.asks![ask]!.output.parse(answer)).toEqual(answer);
      expect(await b.ask!(ask, parsed)).toEqual(answer);
    }
    a.dispose();
    b.dispose();
  });
}

function describeInterruption({ family, params, learnable, once }: FullCase): void {
  test('killed after a checkpoint and resumed: the same weights and the same points as a run that was never killed', async () => {
    const whole = await once();
    expect(whole.checkpoints.length).toBeGreaterThanOrEqual(2);
    const middle = whole.checkpoints[Math.floor((whole.checkpoints.length - 1) / 2)]!;
    const resumed = await recordTraining(family, learnable, { params, resumeFrom: middle.bytes });
    expect(bytesOf(resumed.model.artifact)).toEqual(bytesOf(whole.model.artifact));
    for (const [key, value] of resumed.points) expect([key, value]).toEqual([key, whole.points.get(key)]);
    expect(resumed.points.size).toBeLessThan(whole.points.size);
  });

  test('a cancelled run stops within a second and says RUN_CANCELLED', async () => {
    const controller = new AbortController();
    let at = 0;
    const stop = (): void => {
      at = performance.now();
      controller.abort();
    };
    await expect(recordTraining(family, learnable, { params, signal: controller.signal, onCheckpoint: stop })).rejects.toMatchObject({ code: 'RUN_CANCELLED' });
    expect(performance.now() - at).toBeLessThan(1000);
  });
}

function describeMemory({ family, params, learnable, once }: FullCase, liveTensors: () => number): void {
  test('no tensor leaks, in training or in serving', async () => {
    const run = async (): Promise<void> => {
      const { model } = await recordTraining(family, learnable, { params });
      const predictor = await family.load(model.artifact);
      await predictor.predictTable(learnable.table);
      predictor.dispose();
    };
    await once(); // what is made at the first training and kept is there
    const before = liveTensors();
    await run();
    expect(liveTensors()).toBe(before);
  });
}

function valueAt(column: Example['table']['columns'][number], i: number): string | number | boolean | null {
  if (column.type === 'string') return column.values[i]!;
  const value = column.values[i]!;
  if (Number.isNaN(value)) return null;
  return column.type === 'boolean' ? value !== 0 : value;
}
