import { AppError } from '@bellwether/contracts';
import { decodeGbdt, decodeTensorFile, encodeGbdt, encodeTensorFile } from '@bellwether/model';
import type { BoostedModel } from './global/boosted-forecast';
import type { BoostedTotals } from './global/boosted-totals';
import type { NetworkModel } from './global/network-forecast';

/** Values as bytes that survive a checkpoint and an artifact. Nothing in them is ever executed. */
export type Codec<T> = { encode(value: T): Uint8Array; decode(bytes: Uint8Array): T };

const utf8 = new TextEncoder();
const text = (bytes: Uint8Array): string => new TextDecoder('utf-8', { fatal: true }).decode(bytes);

export const jsonCodec = <T>(): Codec<T> => ({
  encode: (value) => utf8.encode(JSON.stringify(value)),
  decode: (bytes) => {
    try {
      return JSON.parse(text(bytes)) as T;
    } catch (cause) {
      throw new AppError({ code: 'MODEL_ARTIFACT_INVALID', message: 'A file of the model is not JSON.', fix: 'Use the files of the run, unchanged.', cause });
    }
  },
});

type StoredBoosted = Omit<BoostedModel, 'mean' | 'quantiles'> & { mean: string; quantiles: string[] };

export const boostedCodec: Codec<BoostedModel> = {
  encode: (m) => jsonCodec<StoredBoosted>().encode({ ...m, mean: text(encodeGbdt(m.mean)), quantiles: m.quantiles.map((q) => text(encodeGbdt(q))) }),
  decode: (bytes) => {
    const stored = jsonCodec<StoredBoosted>().decode(bytes);
    return { ...stored, mean: decodeGbdt(utf8.encode(stored.mean)), quantiles: stored.quantiles.map((q) => decodeGbdt(utf8.encode(q))) };
  },
};

type StoredTotals = Omit<BoostedTotals, 'mean' | 'quantiles'> & { mean: string; quantiles: string[] };

/** Null: too few totals to learn from. */
export const totalsCodec: Codec<BoostedTotals | null> = {
  encode: (m) => jsonCodec<StoredTotals | null>().encode(m === null ? null : { ...m, mean: text(encodeGbdt(m.mean)), quantiles: m.quantiles.map((q) => text(encodeGbdt(q))) }),
  decode: (bytes) => {
    const stored = jsonCodec<StoredTotals | null>().decode(bytes);
    // made before seasons of groups were looked for
    return stored === null ? null : { ...stored, demand: { ...stored.demand, seasons: stored.demand.seasons ?? null }, mean: decodeGbdt(utf8.encode(stored.mean)), quantiles: stored.quantiles.map((q) => decodeGbdt(utf8.encode(q))) };
  },
};

export const networkCodec: Codec<NetworkModel> = {
  encode: ({ weights, ...rest }) => encodeTensorFile(rest, Object.entries(weights).map(([name, data]) => ({ name, dtype: 'float32', shape: [data.length], data }))),
  decode: (bytes) => {
    const { header, tensors } = decodeTensorFile(bytes);
    return { ...(header as Omit<NetworkModel, 'weights'>), weights: Object.fromEntries([...tensors].map(([name, t]) => [name, t.data as Float32Array])) };
  },
};
