import type { EngineInfo } from '@bellwether/contracts';
import { decodeTensorFile, encodeTensorFile, type TensorFileEntry } from '@bellwether/model';
import type { SimpleState } from './fit-simple';
import type { MemberId } from './members/member';
import { itemContent } from './network/content';
import { fitTransformer, type FittedTransformer } from './network/fit-transformer';
import type { Work } from './work';
import { customersOf, type Sequences } from './sequences';

export type NetworkFit = FittedTransformer;

/** Members as a training makes them: what is kept, and how the network came about. */
export type FittedAll = { simple: ReadonlyMap<MemberId, SimpleState>; network: NetworkFit | null };

/** Share of occurrences in training that show an item's content alone. */
const CONTENT_ONLY = 0.2;

/**
 * Trains the network on one part of the data. To choose, it stops on validation lists; to refit, it runs as many epochs as that took.
 * @param before what chose, null while choosing
 */
export async function fitNetworkMember(work: Work, phase: 'tune' | 'fit' | 'shuffle', data: Sequences, before: NetworkFit | null): Promise<NetworkFit> {
  const { context, attempt, log, split, removeHistory } = work;
  const { params, seed, signal, engine } = context;
  const done = attempt.get(`${phase}/network`);
  if (done) return decodeFitted(done);
  const running = `${phase}/network-state`;
  // curves of the choosing run are the ones that people look for
  const prefix = phase === 'tune' ? '' : `${phase}/`;
  const fitted = await fitTransformer(params, {
    fit: data, counts: countsOf(work, data), log, valid: before === null ? split.valid : null, removeHistory, content: params.content ? itemContent(log.attributes, CONTENT_ONLY) : null,
  }, {
    seed, engine, signal, resume: attempt.get(running),
    save: (bytes) => attempt.put(running, bytes),
    progress: (p) => context.progress({ phase: phase === 'tune' ? 'train' : phase, ...p }),
    metric: (key, step, value) => context.metric(`${prefix}${key}`, step, value),
  }, before === null ? params.epochs : Math.max(1, before.bestEpoch));
  for (const warning of fitted.warnings) context.log('warn', warning);
  await attempt.put(`${phase}/network`, encodeFitted(fitted), running);
  return fitted;
}

/** Which events of a prefix of the log are to be foreseen; null: all. */
function countsOf({ log }: Work, data: Sequences): Uint8Array | null {
  if (log.counts.every((c) => c === 1)) return null;
  const out = new Uint8Array(data.item.length);
  for (let c = 0; c < customersOf(data); c++) out.set(log.counts.subarray(log.start[c]!, log.start[c]! + data.start[c + 1]! - data.start[c]!), data.start[c]!);
  return out;
}

function encodeFitted({ onnx, short, ...rest }: NetworkFit): Uint8Array {
  const entry = (name: string, bytes: Uint8Array): TensorFileEntry => {
    const data = new Int32Array(Math.ceil(bytes.length / 4));
    new Uint8Array(data.buffer).set(bytes);
    return { name, dtype: 'int32', shape: [data.length], data };
  };
  return encodeTensorFile({ ...rest, bytes: onnx.length, short: short && { length: short.length, bytes: short.onnx.length } }, [entry('onnx', onnx), ...(short ? [entry('short', short.onnx)] : [])]);
}

function decodeFitted(bytes: Uint8Array): NetworkFit {
  const { header, tensors } = decodeTensorFile(bytes);
  const { bytes: size, short, ...rest } = header as Omit<NetworkFit, 'onnx' | 'short'> & { bytes: number; engine: EngineInfo; short: { length: number; bytes: number } | null };
  const file = (name: string, length: number): Uint8Array => {
    const { data } = tensors.get(name)!;
    return new Uint8Array(data.buffer, data.byteOffset, data.byteLength).slice(0, length);
  };
  return { ...rest, onnx: file('onnx', size), short: short && { length: short.length, onnx: file('short', short.bytes) } };
}
