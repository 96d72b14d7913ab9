import type { Cases } from './cases';
import { chooseDecay } from './choose-decay';
import { ease } from './members/ease';
import { EASE_MOST_ITEMS } from './members/ease-limit';
import type { MatrixState, MemberId, VectorState } from './members/member';
import { covisitation, itemKnn, markov } from './members/neighbours';
import { popularity, recentPopularity } from './members/simple-members';
import type { ItemMatrix } from './members/item-matrix';
import type { RecommendationParams } from './params';
import type { Sequences } from './sequences';

export type SimpleState = MatrixState | VectorState;

/** Share of an older item's weight in a pair is half of a newer one's; bestsellers are damped a little. Chosen on Amazon Beauty's validation lists. */
const BACKWARD = 0.5;
const DAMPING = 0.1;
const MARKOV_SHRINK = 10;

export type SimpleContext = {
  signal: AbortSignal;
  log(level: 'info' | 'warn', message: string): void;
  progress(what: string, done: number, total: number): void;
  /** a member that an earlier attempt finished, or null */
  saved(id: MemberId): SimpleState | null;
  keep(id: MemberId, state: SimpleState): Promise<void>;
};

/** Where decays are chosen, or those that were. */
export type Decays = { log: Sequences; valid: Cases; removeHistory: boolean } | ReadonlyMap<MemberId, number>;

/** Fits the closed-form members in turn. EASE is left out, with a warning, where its inverse would be too large. */
export async function fitSimple(params: RecommendationParams, fit: Sequences, decays: Decays, context: SimpleContext): Promise<Map<MemberId, SimpleState>> {
  const out = new Map<MemberId, SimpleState>();
  for (const id of params.linear) {
    context.signal.throwIfAborted();
    if (id === 'ease' && fit.items > EASE_MOST_ITEMS) {
      context.log('warn', `EASE is left out: ${fit.items} items, at most ${EASE_MOST_ITEMS} are inverted.`);
      continue;
    }
    const before = context.saved(id);
    const state = before ?? (await fitOne(id, params, fit, decays, context));
    if (!before) await context.keep(id, state);
    out.set(id, state);
  }
  return out;
}

async function fitOne(id: MemberId, params: RecommendationParams, fit: Sequences, decays: Decays, context: SimpleContext): Promise<SimpleState> {
  switch (id) {
    case 'popular': return popularity(fit);
    case 'recent': return recentPopularity(fit, params.recentDays);
    case 'markov': return withDecay(id, markov(fit, { shrink: MARKOV_SHRINK }), 0);
    case 'item-knn': return decayed(id, itemKnn(fit, { shrink: params.shrink }), params, decays, context.signal);
    case 'covisitation': return decayed(id, covisitation(fit, { reach: params.reach, withinDays: params.withinDays, backward: BACKWARD, damping: DAMPING }), params, decays, context.signal);
    default: return decayed(id, await ease(fit, { lambda: params.lambda, signal: context.signal, progress: (done, total) => context.progress('ease', done, total) }), params, decays, context.signal);
  }
}

const withDecay = (_: MemberId, matrix: ItemMatrix, decay: number): MatrixState => ({ kind: 'matrix', decay, ...matrix });

function decayed(id: MemberId, matrix: ItemMatrix, params: RecommendationParams, decays: Decays, signal: AbortSignal): MatrixState {
  if (params.decay !== null) return withDecay(id, matrix, params.decay);
  return withDecay(id, matrix, 'log' in decays ? chooseDecay(matrix, decays.log, decays.valid, decays.removeHistory, signal) : (decays.get(id) ?? 0.5));
}

/** The decays of fitted members, for a refit that must not look at validation lists again. */
export const decaysOf = (states: ReadonlyMap<MemberId, SimpleState>): ReadonlyMap<MemberId, number> =>
  new Map([...states].flatMap(([id, s]) => (s.kind === 'matrix' ? [[id, s.decay] as const] : [])));
