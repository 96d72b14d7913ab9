import { itemCounts, type Sequences } from '../sequences';
import { addScores, addTouched, contributions, noPlaces } from './item-matrix';
import type { MatrixState, Member, MemberId, VectorState } from './member';
import { sessionIndex, type SessionState } from './session-knn';

const DAY_MS = 86_400_000;

/** The same ranking for everybody. */
function vectorMember(id: MemberId, { score }: VectorState): Member {
  return {
    id, parameters: score.length,
    score: (histories, into) => histories.forEach((_, h) => into.set(score, h * score.length)),
    explain: () => null,
    dispose: () => {},
  };
}

/** What goes with the items of the history, newer ones counting more. */
function matrixMember(id: MemberId, state: MatrixState): Member {
  const items = state.start.length - 1;
  const places = noPlaces(items);
  const marks = new Uint8Array(items);
  return {
    id, parameters: state.weight.length,
    score: (histories, into) => histories.forEach((history, h) => addScores(state, history, state.decay, into.subarray(h * items, (h + 1) * items))),
    touch: (history, into, touched) => addTouched(state, history, state.decay, into, touched, marks),
    explain: (history, asked) => contributions(state, history, state.decay, asked, places),
    dispose: () => {},
  };
}

/** What the nearest sessions of others took. */
function sessionMember(id: MemberId, state: SessionState, items: number): Member {
  const index = sessionIndex(state, items);
  return {
    id, parameters: state.item.length,
    score: (histories, into) => histories.forEach((history, h) => void index.score(history, state.settings, into.subarray(h * items, (h + 1) * items))),
    touch: (history, into, touched) => index.score(history, state.settings, into, touched),
    explain: (history, asked) => index.explain(history, state.settings, asked),
    dispose: () => {},
  };
}

/** A closed-form member as it scores. */
export function simpleMember(id: MemberId, state: MatrixState | VectorState | SessionState, items: number): Member {
  if (state.kind === 'vector') return vectorMember(id, state);
  return state.kind === 'matrix' ? matrixMember(id, state) : sessionMember(id, state, items);
}

/** Numbers that a member learned. */
export const parametersOf = (state: MatrixState | VectorState | SessionState): number => (state.kind === 'matrix' ? state.weight : state.kind === 'vector' ? state.score : state.item).length;

/** log(1 + interactions): the sizes of bestsellers differ by orders, their ranks are what matters. */
export const popularity = (s: Sequences): VectorState => ({ kind: 'vector', score: Float32Array.from(itemCounts(s), (n) => Math.log1p(n)) });

/** The same over the last days before the end of the log. */
export function recentPopularity(s: Sequences, days: number): VectorState {
  const from = s.time.reduce((m, t) => Math.max(m, t), Number.NEGATIVE_INFINITY) - days * DAY_MS;
  const counts = new Float32Array(s.items);
  s.item.forEach((item, e) => {
    if (s.time[e]! > from) counts[item]! += 1;
  });
  return { kind: 'vector', score: counts.map((n) => Math.log1p(n)) };
}

/** An item that nobody has taken but whose content a network knows stands in the middle of popularity: its content speaks, not that it is new. @shape counts: [items] */
export function impartial({ score }: VectorState, counts: Float64Array, described: (item: number) => boolean): VectorState {
  let [sum, taken] = [0, 0];
  score.forEach((v, i) => counts[i]! > 0 && (taken++, (sum += v)));
  return { kind: 'vector', score: score.map((v, i) => (counts[i] === 0 && taken > 0 && described(i) ? sum / taken : v)) };
}
