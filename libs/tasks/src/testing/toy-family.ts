import { setTimeout as wait } from 'node:timers/promises';
import { AppError, type InputRow, type ModelSignature } from '@bellwether/contracts';
import { BINARY_METRICS, bestThreshold, binaryFigures, estimateBinary, pairedDifferences } from '@bellwether/metrics';
import { readBinaryTarget, targetColumnOf } from '../binary/binary-target';
import type { ArtifactFile, Predictor, Scored, TaskFamily, TrainContext, TrainedModel } from '../task-family';
import { startWeights, toyInputs, toyScores, toyStep, type ToyWeights } from './toy-network';
import { toyParamsSchema, type ToyParams } from './toy-params';

const utf8 = new TextEncoder();
const encode = (value: unknown): Uint8Array => utf8.encode(JSON.stringify(value));
const decode = <T>(bytes: Uint8Array): T => JSON.parse(new TextDecoder().decode(bytes)) as T;

type ToyArtifact = { weights: ToyWeights; signature: ModelSignature };

/** Every fifth source row is tested on, the one after it chooses the threshold. */
function splitRows(table: TrainContext<ToyParams>['table'], y: Float64Array): Record<'train' | 'valid' | 'test', Int32Array> {
  const labelled = Int32Array.from({ length: table.rows }, (_, i) => i).filter((i) => !Number.isNaN(y[i]!)).sort((a, b) => table.rowIndex[a]! - table.rowIndex[b]!);
  const part = (keep: (slot: number) => boolean): Int32Array => labelled.filter((i) => keep(table.rowIndex[i]! % 5));
  return { train: part((s) => s > 1), valid: part((s) => s === 1), test: part((s) => s === 0) };
}

/** Points of the curve are a function of the data, the seed and the step alone: a resumed run repeats them exactly. */
async function learn(context: TrainContext<ToyParams>, weights: ToyWeights, x: Float64Array, y: Float64Array, validLoss: () => number): Promise<void> {
  const { params, signal } = context;
  while (weights.step < params.steps) {
    if (signal.aborted) throw new AppError({ code: 'RUN_CANCELLED', message: 'the run was cancelled', fix: 'start it again when you want it' });
    const loss = toyStep(weights, x, y, params.learningRate);
    context.metric('train/loss', weights.step, loss);
    if (weights.step % 10 === 0) context.metric('valid/loss', weights.step, validLoss());
    context.progress({ phase: 'train', step: weights.step, totalSteps: params.steps });
    if (weights.step === params.failAtStep) throw new AppError({ code: 'MODEL_DIVERGED', message: `failed at step ${weights.step}, as asked`, fix: 'set failAtStep to 0' });
    if (weights.step % params.checkpointEvery === 0) await context.saveCheckpoint(weights.step, encode(weights));
    // without a pause a signal or a message would never be seen
    await wait(params.stepDelayMs);
  }
}

async function train(context: TrainContext<ToyParams>): Promise<TrainedModel> {
  const { table, roles, params, seed } = context;
  const ballast = params.allocateMiB > 0 ? Buffer.alloc(params.allocateMiB * 1024 ** 2, 1) : null;
  const target = readBinaryTarget(table, roles);
  const rows = splitRows(table, target.y);
  const labels = { train: pick(target.y, rows.train), valid: pick(target.y, rows.valid), test: pick(target.y, rows.test) };
  const saved = await context.loadCheckpoint();
  const weights = saved === null ? startWeights(table, roles, rows.train, seed) : decode<ToyWeights>(saved);
  context.log('info', saved === null ? `toy: ${rows.train.length} rows, ${params.steps} steps` : `toy: resumed at step ${weights.step}`);
  await learn(context, weights, toyInputs(weights, table, rows.train), labels.train, () => logLoss(labels.valid, toyScores(weights, toyInputs(weights, table, rows.valid))));
  const validScore = toyScores(weights, toyInputs(weights, table, rows.valid));
  const threshold = bestThreshold(labels.valid, validScore);
  const score = toyScores(weights, toyInputs(weights, table, rows.test));
  const signature: ModelSignature = {
    inputs: weights.features.map((name, k) => ({ name, type: 'number', role: 'numeric', required: false, min: null, max: null, levels: null, example: weights.mean[k]! })),
    output: { kind: 'probability', name: target.column, positiveValue: target.positiveValue, threshold },
  };
  const artifact: ToyArtifact = { weights, signature };
  const rate = (y: Float64Array): number => (y.length === 0 ? 0 : y.reduce((s, v) => s + v, 0) / y.length);
  return {
    metrics: estimateBinary(labels.test, score, threshold, { replicates: 200, seed }),
    figures: binaryFigures(labels.test, score, threshold),
    evaluation: { rowIndex: pickIndex(table.rowIndex, rows.test), y: labels.test, score, threshold },
    trainRowIndex: pickIndex(table.rowIndex, rows.train),
    signature, artifact: [{ name: 'toy.json', bytes: encode(artifact) }], viewHash: '0'.repeat(64),
    engine: { name: 'plain', version: '1', device: 'cpu', reason: 'the toy family needs no engine', tried: [] },
    summary: {
      rows: { train: rows.train.length, valid: rows.valid.length, test: rows.test.length, dropped: target.missing }, baseRate: { train: rate(labels.train), valid: rate(labels.valid), test: rate(labels.test) },
      features: weights.features, importance: [], bestEpoch: null, parameterCount: weights.w.length + 1, protocol: 'every fifth source row is held out',
      validation: Object.fromEntries(Object.entries(estimateBinary(labels.valid, validScore, threshold, { replicates: 0 })).map(([key, { value }]) => [key, value])),
    },
    card: `# Toy model\n\nPredicts ${target.column} from ${weights.features.join(', ')}. For tests only.${ballast === null ? '' : `\n\nHeld ${params.allocateMiB} MiB while it trained.`}\n`,
  };
}

const logLoss = (y: Float64Array, p: Float64Array): number => y.reduce((sum, v, i) => sum - Math.log(Math.min(1 - 1e-12, Math.max(1e-12, v === 1 ? p[i]! : 1 - p[i]!))), 0) / y.length;
const pick = (values: Float64Array, rows: Int32Array): Float64Array => Float64Array.from(rows, (i) => values[i]!);
const pickIndex = (values: Int32Array, rows: Int32Array): Int32Array => Int32Array.from(rows, (i) => values[i]!);

function load(artifact: ArtifactFile[]): Promise<Predictor> {
  const file = artifact.find((f) => f.name === 'toy.json');
  if (file === undefined) throw new AppError({ code: 'MODEL_ARTIFACT_INVALID', message: 'expected the file toy.json, received none', fix: 'train the model again' });
  const { weights, signature } = decode<ToyArtifact>(file.bytes);
  const rowInputs = (rows: InputRow[]): Float64Array => {
    const numbers = rows.flatMap((row) => weights.features.map((name, k) => (typeof row[name] === 'number' ? (row[name] - weights.mean[k]!) / weights.scale[k]! : 0)));
    return Float64Array.from(numbers);
  };
  const scored = (row: InputRow, score: number): Scored => ({
    score, label: score >= (signature.output.threshold ?? 0.5) ? signature.output.positiveValue : null,
    warnings: weights.features.filter((name) => row[name] === undefined).map((field) => ({ code: 'missing-field', field, message: `${field} is missing; its training mean was used` })),
  });
  return Promise.resolve({
    signature,
    predictRows: (rows) => {
      const scores = toyScores(weights, rowInputs(rows));
      return Promise.resolve(rows.map((row, r) => scored(row, scores[r]!)));
    },
    predictTable: (table) => Promise.resolve(toyScores(weights, toyInputs(weights, table, Int32Array.from({ length: table.rows }, (_, i) => i)))),
    explain: (row) => {
      const x = rowInputs([row]);
      return Promise.resolve(weights.features.map((feature, k) => ({ feature, value: String(row[feature] ?? ''), contribution: x[k]! * weights.w[k]! })));
    },
    dispose: () => {},
  });
}

/** A family small enough to train thousands of times: logistic regression in plain doubles, with checkpoints. For tests and chaos runs. */
export const toyFamily: TaskFamily<ToyParams> = {
  id: 'toy',
  title: { en: 'Toy', zh: '玩具任务' },
  description: { en: 'Trains in well under a second. For tests.', zh: '不到一秒即可训练完成，用于测试。' },
  traits: { target: 'binary', output: 'probability', primaryMetric: 'auc', needs: ['target'], decision: { page: 'scores', title: { en: 'Scores', zh: '得分' }, description: { en: 'Whatever was scored, highest first.', zh: '所有已评分对象，从高到低。' } }, realised: 'scores' },
  metrics: BINARY_METRICS,
  search: { objectives: ['auc', 'log_loss'], curves: [{ key: 'valid/loss', better: 'lower' }] },
  params: toyParamsSchema,
  presets: [{ id: 'quick', title: { en: 'Quick', zh: '快速' }, description: { en: '40 steps.', zh: '40 步。' }, params: { steps: 40 } }],
  validate(_, facts) {
    try {
      targetColumnOf(facts.roles);
      return [];
    } catch (e) {
      const { code, message, fix } = e as AppError;
      return [{ path: 'roles', code, message, fix }];
    }
  },
  estimateCost(params, facts) {
    const seconds = (params.steps * params.stepDelayMs) / 1000 + (params.steps * facts.rows) / 2e6;
    return { seconds, memoryBytes: (params.allocateMiB + 100) * 1024 ** 2, steps: params.steps, sentence: { en: `${params.steps} steps over ${facts.rows} rows.`, zh: `在 ${facts.rows} 行上训练 ${params.steps} 步。` } };
  },
  control: (params) => ({ ...params, stepDelayMs: 0, allocateMiB: 0, failAtStep: 0 }),
  train, load,
  compare: (candidate, baseline, options) => pairedDifferences(candidate, baseline, options),
  evaluate: ({ y, score }, options) => ({ metrics: estimateBinary(y, score, null, options), figures: binaryFigures(y, score, null) }),
};
