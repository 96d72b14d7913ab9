import { meanRank, type RankedLists } from '@bellwether/metrics';
import { historyOf, type Cases } from './cases';
import type { Member, MemberId } from './members/member';
import { itemCounts, type History, type Sequences } from './sequences';
import { addStandardised, largest } from './standardise';

/** Lists scored at a time: some tens of megabytes for a catalogue of ten thousand. */
const BATCH_FLOATS = 4_000_000;
/** Items kept of each list. */
const SHOWN = 20;

export type Weights = Partial<Record<MemberId, number>>;

export type RankOptions = {
  removeHistory: boolean;
  signal?: AbortSignal;
  progress?(done: number, total: number): void;
  /** also the ranks that each member alone would give */
  members?: boolean;
};

export type RankedCases = { lists: RankedLists; /** @shape each: [targets] */ byMember: Map<MemberId, Float64Array> };

/**
 * Ranks the whole catalogue for every case and says where what came next stood.
 * @param fit what was learnt from: popularity of the items, to weigh and to describe by
 */
export async function rankCases(log: Sequences, cases: Cases, members: readonly Member[], weights: Weights, fit: Sequences, options: RankOptions): Promise<RankedCases> {
  const { items } = log;
  const count = cases.customer.length;
  const targets = cases.event.length;
  const itemPopularity = itemCounts(fit);
  const lists: RankedLists = {
    rank: new Float64Array(targets), list: new Int32Array(targets), popularity: Float64Array.from(cases.event, (e) => itemPopularity[log.item[e]!]!),
    customer: cases.customer, candidates: new Int32Array(count), removed: new Int32Array(count), top: new Int32Array(count * SHOWN).fill(-1), depth: SHOWN, itemPopularity,
  };
  const byMember = new Map(options.members ? members.map((m) => [m.id, new Float64Array(targets)]) : []);
  const batch = Math.max(1, Math.min(256, Math.floor(BATCH_FLOATS / items)));
  const raw = new Float32Array(batch * items);
  const blended = new Float32Array(batch * items);
  const removed = new Uint8Array(items);
  for (let from = 0; from < count; from += batch) {
    options.signal?.throwIfAborted();
    const histories = Array.from({ length: Math.min(batch, count - from) }, (_, k) => historyOf(log, cases, from + k));
    blended.fill(0);
    for (const member of members) {
      const weight = weights[member.id] ?? 0;
      if (weight === 0 && !options.members) continue;
      raw.fill(0);
      await member.score(histories, raw.subarray(0, histories.length * items));
      histories.forEach((_, k) => void addStandardised(raw.subarray(k * items, (k + 1) * items), weight, blended.subarray(k * items, (k + 1) * items)));
      const own = byMember.get(member.id);
      if (own) histories.forEach((history, k) => rankTargets(log, cases, from + k, raw.subarray(k * items, (k + 1) * items), maskOf(history, removed, options.removeHistory), own));
    }
    histories.forEach((history, k) => {
      const l = from + k;
      const scores = blended.subarray(k * items, (k + 1) * items);
      const mask = maskOf(history, removed, options.removeHistory);
      rankTargets(log, cases, l, scores, mask, lists.rank);
      for (let t = cases.targetStart[l]!; t < cases.targetStart[l + 1]!; t++) lists.list[t] = l;
      lists.removed[l] = mask === null ? 0 : mask.reduce((n, v) => n + v, 0);
      lists.candidates[l] = items - lists.removed[l]!;
      if (mask !== null) for (let i = 0; i < items; i++) if (mask[i] === 1) scores[i] = Number.NEGATIVE_INFINITY;
      lists.top.set(largest(scores, SHOWN), l * SHOWN);
    });
    options.progress?.(Math.min(count, from + batch), count);
    // a message or a signal is seen between batches
    await new Promise((resolve) => setImmediate(resolve));
  }
  return { lists, byMember };
}

function maskOf(history: History, into: Uint8Array, remove: boolean): Uint8Array | null {
  if (!remove) return null;
  into.fill(0);
  for (const item of history.items) into[item] = 1;
  return into;
}

function rankTargets(log: Sequences, cases: Cases, l: number, scores: Float32Array, mask: Uint8Array | null, into: Float64Array): void {
  for (let t = cases.targetStart[l]!; t < cases.targetStart[l + 1]!; t++) into[t] = meanRank(scores, log.item[cases.event[t]!]!, mask);
}
