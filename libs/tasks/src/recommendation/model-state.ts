import type { ItemAttributes } from './attributes';
import type { EventOptions } from './events';
import type { MatrixState, MemberId } from './members/member';
import type { SimpleState } from './fit-simple';
import type { Repeats } from './repeats';
import type { Weights } from './rank-cases';
import type { Sequences } from './sequences';

/** Held-out lists kept with the model, so that the cost of a rule can be measured where it is made. */
export type Judge = { /** history of list l: items start[l] .. start[l + 1] - 1 */ start: Int32Array; item: Int32Array; /** first item that came next @shape [lists] */ target: Int32Array };

/** The sequence network as it is served; `short`: the same with fewer positions, for histories that fit in. */
export type NetworkState = { onnx: Uint8Array; length: number; parameters: number; short: { onnx: Uint8Array; length: number } | null };

/** All that a trained recommender is. */
export type ModelState = {
  itemKeys: readonly string[];
  customerKeys: readonly string[];
  /** everything that is known of the customers, at most the newest events of each; times in whole seconds since `since` */
  histories: Sequences;
  since: number;
  /** interactions of each item in what was learnt from @shape [items] */
  counts: Float32Array;
  trend: Float32Array;
  repeats: Repeats;
  /** what is taken on the same day, both ways */
  together: MatrixState;
  attributes: ItemAttributes;
  weights: Weights;
  simple: ReadonlyMap<MemberId, SimpleState>;
  network: NetworkState | null;
  removeHistory: boolean;
  judge: Judge;
  /** names of the columns that the events are read from */
  columns: { id: string; item: string; time: string; event: string | null };
  options: EventOptions;
};

/** Newest events of a customer that are kept for serving. */
export const KEPT_EVENTS = 300;
