import type { History } from '../sequences';

/** In the order in which they are fitted and shown. */
export const MEMBERS = ['popular', 'recent', 'covisitation', 'item-knn', 'session-knn', 'ease', 'markov', 'transformer'] as const;
export type MemberId = (typeof MEMBERS)[number];

/** One way to rank the catalogue for a history. Own it, dispose of it. */
export interface Member {
  readonly id: MemberId;
  /** Scores of every item for each history, higher is better; what a member knows nothing of stays 0. @shape into: [histories * items], zero on entry */
  score(histories: readonly History[], into: Float32Array): Promise<void> | void;
  /**
   * The same for one history, of members that know something of a few items alone: where those stand is written into `touched`.
   * @returns how many they are @shape into, touched: [items], `into` zero on entry
   */
  touch?(history: History, into: Float32Array, touched: Int32Array): number;
  /** what each event of the history adds to the score of each of some items, all different; null where that is not how it works @shape [items asked][events] */
  explain(history: History, items: readonly number[]): Float64Array[] | null;
  /** numbers that were learned */
  readonly parameters: number;
  dispose(): void;
}

/** What of a member is kept in an artifact, beside the network. */
export type MatrixState = { kind: 'matrix'; decay: number; start: Int32Array; other: Int32Array; weight: Float32Array };
export type VectorState = { kind: 'vector'; score: Float32Array };
