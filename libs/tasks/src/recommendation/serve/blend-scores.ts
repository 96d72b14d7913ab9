import type { Member } from '../members/member';
import type { History } from '../sequences';
import { addStandardised } from '../standardise';
import type { Recommender } from './recommender';

/** What a member said, and by how much its scores were scaled when they were added up. */
export type Part = { member: Member; raw: Float32Array; mean: number; /** weight over deviation; 0: it said the same of all */ scale: number };
export type Blended = { scores: Float32Array; parts: Part[]; /** gives the arrays back for the next request */ release(): void };

/** Arrays of the catalogue's size, used again: a request would otherwise leave half a megabyte to the collector. */
const free = new Map<number, Float32Array[]>();

function borrow(size: number): Float32Array {
  const buffer = free.get(size)?.pop() ?? new Float32Array(size);
  return buffer.fill(0);
}

const MOST_FREE = 64;
/** @internal */
export function giveBack(buffers: readonly Float32Array[]): void {
  for (const buffer of buffers) {
    const list = free.get(buffer.length) ?? [];
    free.set(buffer.length, list);
    if (list.length < MOST_FREE) list.push(buffer);
  }
}

/** Weighted sum of the members' standardised scores. @shape scores: [items] */
export async function blendScores({ state, members }: Recommender, history: History): Promise<Blended> {
  const size = state.itemKeys.length;
  const scores = borrow(size);
  const parts: Part[] = [];
  for (const member of members) {
    const raw = borrow(size);
    await member.score([history], raw);
    const weight = state.weights[member.id]!;
    const deviation = addStandardised(raw, weight, scores);
    parts.push({ member, raw, mean: deviation < 1e-12 ? 0 : raw.reduce((s, v) => s + v, 0) / size, scale: deviation < 1e-12 ? 0 : weight / deviation });
  }
  return { scores, parts, release: () => giveBack([scores, ...parts.map((p) => p.raw)]) };
}

/** A single vector as if it were a blend. */
export function oneVector(values: ArrayLike<number>): Blended {
  const scores = Float32Array.from(values);
  return { scores, parts: [], release: () => {} };
}
