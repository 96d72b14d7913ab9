import { Predictor } from '@bellwether/model';
import type { Member } from '../members/member';
import type { NetworkState } from '../model-state';
import type { History } from '../sequences';
import { packHistories } from './pack-rows';

/** Histories scored in one call: their activations stay small. */
const CHUNK = 64;
/** Lists that are made at the same moment. */
const MOST_SPARE = 16;

/** The sequence network as a member; a history of nothing leaves its scores at 0. @throws AppError MODEL_ARTIFACT_INVALID @owns dispose of it */
export async function openTransformer({ onnx, length, parameters, short }: NetworkState, items: number): Promise<Member> {
  const whole = { length, predictor: await Predictor.load(onnx) };
  const brief = short && { length: short.length, predictor: await Predictor.load(short.onnx) };
  // answers of one history are written here again and again: lists that are served one by one would leave the size of the catalogue to the collector each
  const spare: Float32Array[] = [];
  const scoreChunk = async (histories: readonly History[], into: (k: number) => Float32Array): Promise<void> => {
    const { length: positions, predictor } = brief && histories.every((h) => h.items.length <= brief.length) ? brief : whole;
    const { rows, inputs } = packHistories(histories, positions);
    const own = rows === 1 ? (spare.pop() ?? new Float32Array(items + 1)) : null;
    const scores = await predictor.predict(Object.fromEntries(predictor.inputs.map((i) => [i.name, inputs[i.name as keyof typeof inputs]])), rows, own ? { data: own, shape: [items + 1] } : undefined);
    // column 0 is padding
    for (let k = 0; k < rows; k++) into(k).set(scores.subarray(k * (items + 1) + 1, (k + 1) * (items + 1)));
    if (own && spare.length < MOST_SPARE) spare.push(own);
  };
  return {
    id: 'transformer', parameters,
    async score(histories, into) {
      const known = histories.flatMap((h, k) => (h.items.length > 0 ? [k] : []));
      for (let from = 0; from < known.length; from += CHUNK) {
        const part = known.slice(from, from + CHUNK);
        await scoreChunk(part.map((k) => histories[k]!), (k) => into.subarray(part[k]! * items, (part[k]! + 1) * items));
      }
    },
    explain: () => null,
    dispose() {
      void whole.predictor.release();
      void brief?.predictor.release();
    },
  };
}
