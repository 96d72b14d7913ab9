import { historyOf, type Cases } from './cases';
import type { Member, MemberId } from './members/member';
import type { Weights } from './rank-cases';
import type { Sequences } from './sequences';
import { addStandardised, largest } from './standardise';

/** Lists that weights are chosen on, and items of each member that may come into the first ten. */
const MOST_LISTS = 4000;
const CANDIDATES = 80;
const DEPTH = 10;
const STEPS = [0, 0.25, 0.5, 0.75, 1, 1.5, 2, 3, 4];
const ROUNDS = 6;

/** Standardised scores of the items that could come into the first places of each list. */
type Pool = {
  /** @shape [lists + 1] */
  start: Int32Array;
  /** @shape [candidates, members] */
  z: Float32Array;
  /** 1 for what came next @shape [candidates] */
  right: Uint8Array;
  /** items held out of each list @shape [lists] */
  targets: Int32Array;
};

export type Blend = { weights: Weights; /** NDCG@10 on the validation lists it was chosen on */ ndcg: number; /** of each member alone, on the same */ alone: Partial<Record<MemberId, number>> };

/**
 * Weights of the members by NDCG@10 on validation lists: from the best single one, one weight after another over a grid, until nothing improves.
 * Deterministic; ties go to the smaller weight.
 */
export async function chooseWeights(log: Sequences, valid: Cases, members: readonly Member[], removeHistory: boolean, signal?: AbortSignal): Promise<Blend> {
  const pool = await poolOf(log, valid, members, removeHistory, signal);
  const one = (k: number): number[] => members.map((_, m) => (m === k ? 1 : 0));
  const alone = members.map((_, k) => ndcgOf(pool, one(k)));
  const best = alone.indexOf(Math.max(...alone));
  let weights = one(best);
  let ndcg = alone[best]!;
  for (let round = 0; round < ROUNDS; round++) {
    const before = ndcg;
    for (let m = 0; m < members.length; m++) {
      for (const step of STEPS) {
        const trial = weights.map((w, k) => (k === m ? step : w));
        if (trial.every((w) => w === 0)) continue;
        const value = ndcgOf(pool, trial);
        if (value > ndcg + 1e-9) [weights, ndcg] = [trial, value];
      }
      signal?.throwIfAborted();
    }
    if (ndcg <= before) break;
  }
  return { weights: Object.fromEntries(members.map((m, k) => [m.id, weights[k]!])), ndcg, alone: Object.fromEntries(members.map((m, k) => [m.id, alone[k]!])) };
}

async function poolOf(log: Sequences, valid: Cases, members: readonly Member[], removeHistory: boolean, signal?: AbortSignal): Promise<Pool> {
  const { items } = log;
  const count = Math.min(MOST_LISTS, valid.customer.length);
  // evenly over the customers: they stand in the order of their keys
  const chosen = Array.from({ length: count }, (_, k) => Math.floor((k * valid.customer.length) / count));
  const start = [0];
  const z: number[] = [];
  const right: number[] = [];
  const targets: number[] = [];
  const raw = new Float32Array(items);
  const scaled = members.map(() => new Float32Array(items));
  for (const l of chosen) {
    if ((targets.length & 63) === 0) signal?.throwIfAborted();
    const history = historyOf(log, valid, l);
    const wanted = new Set(Array.from(valid.event.subarray(valid.targetStart[l]!, valid.targetStart[l + 1]!), (e) => log.item[e]!));
    const removed = removeHistory ? new Set(history.items) : new Set<number>();
    const candidates = new Set(wanted);
    for (const [m, member] of members.entries()) {
      raw.fill(0);
      await member.score([history], raw);
      scaled[m]!.fill(0);
      addStandardised(raw, 1, scaled[m]!);
      for (const i of removed) raw[i] = Number.NEGATIVE_INFINITY;
      for (const i of largest(raw, CANDIDATES)) candidates.add(i);
    }
    for (const i of candidates) {
      for (let m = 0; m < members.length; m++) z.push(scaled[m]![i]!);
      right.push(wanted.has(i) ? 1 : 0);
    }
    targets.push(wanted.size);
    start.push(right.length);
  }
  return { start: Int32Array.from(start), z: Float32Array.from(z), right: Uint8Array.from(right), targets: Int32Array.from(targets) };
}

function ndcgOf({ start, z, right, targets }: Pool, weights: readonly number[]): number {
  const width = weights.length;
  const scores = new Float64Array(right.length);
  for (let c = 0; c < right.length; c++) for (let m = 0; m < width; m++) scores[c]! += weights[m]! * z[c * width + m]!;
  let sum = 0;
  for (let l = 0; l < targets.length; l++) {
    let gain = 0;
    for (let c = start[l]!; c < start[l + 1]!; c++) {
      if (right[c] === 0) continue;
      let rank = 1;
      for (let d = start[l]!; d < start[l + 1]!; d++) rank += scores[d]! > scores[c]! ? 1 : scores[d] === scores[c] && d !== c ? 0.5 : 0;
      if (rank <= DEPTH) gain += 1 / Math.log2(1 + rank);
    }
    let ideal = 0;
    for (let r = 1; r <= Math.min(DEPTH, targets[l]!); r++) ideal += 1 / Math.log2(1 + r);
    sum += gain / ideal;
  }
  return sum / Math.max(1, targets.length);
}
