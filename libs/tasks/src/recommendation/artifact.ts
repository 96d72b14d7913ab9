import { AppError, modelSignatureSchema, type ModelSignature } from '@bellwether/contracts';
import { decodeTensorFile, encodeTensorFile, type TensorFileEntry } from '@bellwether/model';
import { z } from 'zod';
import type { ArtifactFile } from '../task-family';
import { MEMBERS, type MatrixState, type MemberId } from './members/member';
import type { SimpleState } from './fit-simple';
import type { SessionState } from './members/session-knn';
import type { ModelState } from './model-state';

const FILES = { model: 'model.json', arrays: 'arrays.bin', network: 'network.onnx', short: 'network-short.onnx', keys: 'keys.json', signature: 'signature.json' } as const;
const texts = z.array(z.string());
const memberId = z.enum(MEMBERS);

const positive = z.number().gt(0);
const sessionSettings = z.strictObject({ gapDays: z.number().min(0), itemDecay: positive, ageDays: z.number().min(0), stepDecay: positive, backward: z.number().min(0), again: z.boolean() });

const modelSchema = z.strictObject({
  format: z.literal('bellwether-recommendation'),
  version: z.literal(1),
  since: z.number(),
  weights: z.partialRecord(memberId, z.number().min(0)),
  simple: z.array(z.strictObject({ id: memberId, kind: z.enum(['matrix', 'vector', 'sessions']), decay: z.number().nullable(), sessions: sessionSettings.optional() })),
  // short: of models made since there is one
  network: z.strictObject({ length: z.number().int().min(1).max(10_000), parameters: z.number().int(), short: z.number().int().min(1).max(10_000).nullable().default(null) }).nullable(),
  removeHistory: z.boolean(),
  overallRepeats: z.number(),
  categories: z.array(z.strictObject({ name: z.string(), levels: texts })).max(16),
  columns: z.strictObject({ id: z.string(), item: z.string(), time: z.string(), event: z.string().nullable() }),
  options: z.strictObject({ foresee: texts, ignore: texts }),
});
const keysSchema = z.strictObject({ items: texts.min(2), customers: texts, text: z.array(z.string().nullable()) });

const json = (name: string, value: unknown): ArtifactFile => ({ name, bytes: new TextEncoder().encode(JSON.stringify(value)) });
const entry = (name: string, data: Float32Array | Int32Array): TensorFileEntry => ({ name, dtype: data instanceof Int32Array ? 'int32' : 'float32', shape: [data.length], data });

const matrixEntries = (name: string, { start, other, weight }: MatrixState): TensorFileEntry[] => [entry(`${name}/start`, start), entry(`${name}/other`, other), entry(`${name}/weight`, weight)];

const sessionEntries = (name: string, { start, item, minute }: SessionState): TensorFileEntry[] => [entry(`${name}/start`, start), entry(`${name}/item`, item), entry(`${name}/minute`, minute)];

/** The files of a model: what it knows as JSON and arrays, the network as ONNX. */
export function packModel(state: ModelState, signature: ModelSignature): ArtifactFile[] {
  const { histories, judge, attributes } = state;
  const arrays = [
    entry('history/start', histories.start), entry('history/item', histories.item), entry('history/second', Int32Array.from(histories.time)),
    entry('counts', state.counts), entry('trend', state.trend), entry('repeats/share', state.repeats.share), entry('repeats/days', state.repeats.days),
    entry('judge/start', judge.start), entry('judge/item', judge.item), entry('judge/target', judge.target), entry('price', Float32Array.from(attributes.price)),
    ...attributes.categories.map((c, k) => entry(`category/${k}`, c.of)), ...matrixEntries('together', state.together),
    ...[...state.simple].flatMap(([id, s]) => (s.kind === 'matrix' ? matrixEntries(id, s) : s.kind === 'vector' ? [entry(`${id}/score`, s.score)] : sessionEntries(id, s))),
  ];
  const model: z.infer<typeof modelSchema> = {
    format: 'bellwether-recommendation', version: 1, since: state.since, weights: state.weights, removeHistory: state.removeHistory, overallRepeats: state.repeats.overall,
    simple: [...state.simple].map(([id, s]) => ({ id, kind: s.kind, decay: s.kind === 'matrix' ? s.decay : null, ...(s.kind === 'sessions' ? { sessions: s.settings } : {}) })),
    network: state.network && { length: state.network.length, parameters: state.network.parameters, short: state.network.short?.length ?? null },
    categories: attributes.categories.map(({ name, levels }) => ({ name, levels })), columns: state.columns, options: { foresee: [...state.options.foresee], ignore: [...state.options.ignore] },
  };
  return [
    json(FILES.model, model), json(FILES.keys, { items: state.itemKeys, customers: state.customerKeys, text: attributes.text }), json(FILES.signature, signature),
    { name: FILES.arrays, bytes: encodeTensorFile({}, arrays) }, ...(state.network ? [{ name: FILES.network, bytes: state.network.onnx }] : []), ...(state.network?.short ? [{ name: FILES.short, bytes: state.network.short.onnx }] : []),
  ];
}

/** @throws AppError MODEL_ARTIFACT_INVALID naming the file and what is wrong with it */
export function unpackModel(files: readonly ArtifactFile[]): { state: ModelState; signature: ModelSignature } {
  const model = read(files, FILES.model, modelSchema);
  const keys = read(files, FILES.keys, keysSchema);
  const items = keys.items.length;
  const { tensors } = decodeTensorFile(bytesOf(files, FILES.arrays));
  const ints = (name: string): Int32Array => array(tensors.get(name), name, Int32Array);
  const floats = (name: string, length = items): Float32Array => sized(array(tensors.get(name), name, Float32Array), length, name);
  const matrix = (name: string, decay: number): MatrixState => checkMatrix(name, { kind: 'matrix', decay, start: sized(ints(`${name}/start`), items + 1, name), other: ints(`${name}/other`), weight: array(tensors.get(`${name}/weight`), name, Float32Array) }, items);
  const sessions = (name: string, settings: SessionState['settings'] | undefined): SessionState => {
    if (!settings) throw invalid(FILES.model, `${name} has no settings`);
    return checkSessions(name, { kind: 'sessions', settings, start: ints(`${name}/start`), item: within(ints(`${name}/item`), items, name), minute: ints(`${name}/minute`) });
  };
  const simpleOf = (s: (typeof model.simple)[number]): SimpleState => (s.kind === 'matrix' ? matrix(s.id, s.decay ?? 1) : s.kind === 'vector' ? { kind: s.kind, score: floats(`${s.id}/score`) } : sessions(s.id, s.sessions));
  const simple = new Map(model.simple.map((s): [MemberId, SimpleState] => [s.id, simpleOf(s)]));
  const histories = { items, start: sized(ints('history/start'), keys.customers.length + 1, 'history'), item: within(ints('history/item'), items, 'history'), time: Float64Array.from(ints('history/second')) };
  const state: ModelState = {
    itemKeys: keys.items, customerKeys: keys.customers, histories, since: model.since, counts: floats('counts'), trend: floats('trend'),
    repeats: { share: floats('repeats/share'), days: floats('repeats/days'), overall: model.overallRepeats }, together: matrix('together', 1),
    attributes: { categories: model.categories.map(({ name, levels }, k) => ({ name, levels, of: within(sized(ints(`category/${k}`), items, name), levels.length, name, -1) })), price: Float64Array.from(floats('price')), text: keys.text },
    weights: model.weights, simple, network: model.network && { ...model.network, onnx: bytesOf(files, FILES.network), short: model.network.short === null ? null : { length: model.network.short, onnx: bytesOf(files, FILES.short) } }, removeHistory: model.removeHistory,
    judge: { start: ints('judge/start'), item: within(ints('judge/item'), items, 'judge'), target: within(ints('judge/target'), items, 'judge') }, columns: model.columns, options: model.options,
  };
  return { state, signature: read(files, FILES.signature, modelSignatureSchema) };
}

function array<T extends Float32Array | Int32Array>(found: TensorFileEntry | undefined, name: string, kind: new () => T): T {
  if (found?.data instanceof kind) return found.data;
  throw invalid(FILES.arrays, `the array ${name} is ${found ? 'of another type' : 'missing'}`);
}

function sized<T extends Float32Array | Int32Array>(values: T, length: number, name: string): T {
  if (values.length !== length) throw invalid(FILES.arrays, `${name} has ${values.length} entries, ${length} were expected`);
  return values;
}

/** Every number points at something that is there. */
function within(values: Int32Array, bound: number, name: string, least = 0): Int32Array {
  if (values.some((v) => v < least || v >= bound)) throw invalid(FILES.arrays, `${name} points outside its ${bound} entries`);
  return values;
}

function checkMatrix(name: string, m: MatrixState, items: number): MatrixState {
  within(m.other, items, name);
  if (m.other.length !== m.weight.length || m.start.some((s, i) => s < (i === 0 ? 0 : m.start[i - 1]!)) || m.start[items] !== m.other.length) throw invalid(FILES.arrays, `the rows of ${name} do not fit its entries`);
  return m;
}

function checkSessions(name: string, s: SessionState): SessionState {
  const count = sized(s.start, s.minute.length + 1, name).length - 1;
  if (s.start[0] !== 0 || s.start[count] !== s.item.length || s.start.some((at, n) => n > 0 && at <= s.start[n - 1]!)) throw invalid(FILES.arrays, `the sessions of ${name} do not fit its events`);
  return s;
}

function bytesOf(files: readonly ArtifactFile[], name: string): Uint8Array {
  const file = files.find((f) => f.name === name);
  if (file === undefined) throw invalid(name, 'it is missing');
  return file.bytes;
}

function read<T>(files: readonly ArtifactFile[], name: string, schema: z.ZodType<T>): T {
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytesOf(files, name)));
  } catch (cause) {
    throw cause instanceof AppError ? cause : invalid(name, 'it is not JSON');
  }
  const parsed = schema.safeParse(value);
  if (!parsed.success) throw invalid(name, z.prettifyError(parsed.error));
  return parsed.data;
}

const invalid = (name: string, what: string): AppError => new AppError({ code: 'MODEL_ARTIFACT_INVALID', message: `The file ${name} of the model cannot be used: ${what}.`, fix: 'Use the files of the run, unchanged.' });
