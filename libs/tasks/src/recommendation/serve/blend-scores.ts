import type { Member, MemberId } from '../members/member';
import type { ModelState } from '../model-state';
import type { History } from '../sequences';
import { addFewStandardised, addStandardised, type Spread } from '../standardise';
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

/** One for each size: it is filled and read before anybody else has a turn. */
const few = new Map<number, Int32Array>();

function fewOf(size: number): Int32Array {
  const known = few.get(size) ?? new Int32Array(size);
  few.set(size, known);
  return known;
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

const partOf = (member: Member, raw: Float32Array, weight: number, scores: Float32Array): Part => scaled(member, raw, weight, addStandardised(raw, weight, scores));

const scaled = (member: Member, raw: Float32Array, weight: number, { mean, deviation }: Spread): Part => (deviation < 1e-12 ? { member, raw, mean: 0, scale: 0 } : { member, raw, mean, scale: weight / deviation });

/** Weighted sum of the members' standardised scores. @shape scores: [items] */
export async function blendScores({ state, members, standing }: Recommender, history: History): Promise<Blended> {
  const size = state.itemKeys.length;
  const scores = borrow(size);
  scores.set(standing.scores);
  const own: Part[] = [];
  const touched = fewOf(size);
  // what members take off every item alike, taken off at the end: a walk over the catalogue for each would be most of a list's time
  let shift = 0;
  for (const member of members) {
    if (standing.members.has(member)) continue;
    const weight = state.weights[member.id]!;
    const raw = borrow(size);
    if (member.touch) {
      const part = scaled(member, raw, weight, addFewStandardised(raw, touched, member.touch(history, raw, touched), weight, scores));
      shift += part.mean * part.scale;
      own.push(part);
    } else {
      await member.score([history], raw);
      own.push(partOf(member, raw, weight, scores));
    }
  }
  if (shift !== 0) for (let i = 0; i < size; i++) scores[i]! -= shift;
  return { scores, parts: [...standing.parts, ...own], release: () => giveBack([scores, ...own.map((p) => p.raw)]) };
}

/** A single vector as if it were a blend. */
export function oneVector(values: ArrayLike<number>): Blended {
  const scores = Float32Array.from(values);
  return { scores, parts: [], release: () => {} };
}
