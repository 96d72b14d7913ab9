import type { Member, MemberId } from '../members/member';
import type { ModelState } from '../model-state';
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

/** What is the same for everybody, added up once for a loaded model. */
export type Standing = { members: ReadonlySet<Member>; scores: Float32Array; parts: readonly Part[] };

const HISTORYLESS: ReadonlySet<MemberId> = new Set(['popular', 'recent']);
const NOBODY: History = { items: new Int32Array(0), times: new Float64Array(0), now: 0 };

export async function standingOf(state: ModelState, members: readonly Member[]): Promise<Standing> {
  const own = members.filter((m) => HISTORYLESS.has(m.id));
  const scores = new Float32Array(state.itemKeys.length);
  const parts: Part[] = [];
  for (const member of own) {
    const raw = new Float32Array(scores.length);
    await member.score([NOBODY], raw);
    parts.push(partOf(member, raw, state.weights[member.id]!, scores));
  }
  return { members: new Set(own), scores, parts };
}

function partOf(member: Member, raw: Float32Array, weight: number, scores: Float32Array): Part {
  const { mean, deviation } = addStandardised(raw, weight, scores);
  return deviation < 1e-12 ? { member, raw, mean: 0, scale: 0 } : { member, raw, mean, scale: weight / deviation };
}

/** Weighted sum of the members' standardised scores. @shape scores: [items] */
export async function blendScores({ state, members, standing }: Recommender, history: History): Promise<Blended> {
  const size = state.itemKeys.length;
  const scores = borrow(size);
  scores.set(standing.scores);
  const own: Part[] = [];
  for (const member of members) {
    if (standing.members.has(member)) continue;
    const raw = borrow(size);
    await member.score([history], raw);
    own.push(partOf(member, raw, state.weights[member.id]!, scores));
  }
  return { scores, parts: [...standing.parts, ...own], release: () => giveBack([scores, ...own.map((p) => p.raw)]) };
}

/** A single vector as if it were a blend. */
export function oneVector(values: ArrayLike<number>): Blended {
  const scores = Float32Array.from(values);
  return { scores, parts: [], release: () => {} };
}
