import type { EngineInfo } from '@bellwether/contracts';
import { decodeTensorFile, encodeTensorFile } from '@bellwether/model';
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

function encodeFitted({ onnx, ...rest }: NetworkFit): Uint8Array {
  const data = new Int32Array(Math.ceil(onnx.length / 4));
  new Uint8Array(data.buffer).set(onnx);
  return encodeTensorFile({ ...rest, bytes: onnx.length }, [{ name: 'onnx', dtype: 'int32', shape: [data.length], data }]);
}

function decodeFitted(bytes: Uint8Array): NetworkFit {
  const { header, tensors } = decodeTensorFile(bytes);
  const { bytes: size, ...rest } = header as Omit<NetworkFit, 'onnx'> & { bytes: number; engine: EngineInfo };
  const { data } = tensors.get('onnx')!;
  return { ...rest, onnx: new Uint8Array(data.buffer, data.byteOffset, data.byteLength).slice(0, size) };
}
