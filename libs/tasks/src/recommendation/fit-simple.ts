import type { Cases } from './cases';
import { chooseDecay } from './choose-decay';
import { chooseSessions, SESSION_DEFAULTS } from './choose-sessions';
import { ease } from './members/ease';
import { EASE_MOST_ITEMS } from './members/ease-limit';
import type { MatrixState, MemberId, VectorState } from './members/member';
import { covisitation, itemKnn, markov } from './members/neighbours';
import { sessionsOf, type SessionState } from './members/session-knn';
import { popularity, recentPopularity } from './members/simple-members';
import type { ItemMatrix } from './members/item-matrix';
import type { RecommendationParams } from './params';
import type { Sequences } from './sequences';

export type SimpleState = MatrixState | VectorState | SessionState;

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

/** Where decays and the like are chosen, or the members that chose them. */
export type Chosen = { log: Sequences; valid: Cases; removeHistory: boolean } | ReadonlyMap<MemberId, SimpleState>;

/** Fits the closed-form members in turn. EASE is left out, with a warning, where its inverse would be too large. */
export async function fitSimple(params: RecommendationParams, fit: Sequences, chosen: Chosen, context: SimpleContext): Promise<Map<MemberId, SimpleState>> {
  const out = new Map<MemberId, SimpleState>();
  for (const id of params.linear) {
    context.signal.throwIfAborted();
    if (id === 'ease' && fit.items > EASE_MOST_ITEMS) {
      context.log('warn', `EASE is left out: ${fit.items} items, at most ${EASE_MOST_ITEMS} are inverted.`);
      continue;
    }
    const before = context.saved(id);
    const state = before ?? (await fitOne(id, params, fit, chosen, context));
    if (!before) await context.keep(id, state);
    out.set(id, state);
  }
  return out;
}

async function fitOne(id: MemberId, params: RecommendationParams, fit: Sequences, chosen: Chosen, context: SimpleContext): Promise<SimpleState> {
  switch (id) {
    case 'popular': return popularity(fit);
    case 'recent': return recentPopularity(fit, params.recentDays);
    case 'markov': return { kind: 'matrix', decay: 0, ...markov(fit, { shrink: MARKOV_SHRINK }) };
    case 'session-knn': return sessions(id, fit, chosen, context.signal);
    case 'item-knn': return decayed(id, itemKnn(fit, { shrink: params.shrink }), params, chosen, context.signal);
    case 'covisitation': return decayed(id, covisitation(fit, { reach: params.reach, withinDays: params.withinDays, backward: BACKWARD, damping: DAMPING }), params, chosen, context.signal);
    default: return decayed(id, await ease(fit, { lambda: params.lambda, signal: context.signal, progress: (done, total) => context.progress('ease', done, total) }), params, chosen, context.signal);
  }
}

function decayed(id: MemberId, matrix: ItemMatrix, params: RecommendationParams, chosen: Chosen, signal: AbortSignal): MatrixState {
  if (params.decay !== null) return { kind: 'matrix', decay: params.decay, ...matrix };
  if ('log' in chosen) return { kind: 'matrix', decay: chooseDecay(matrix, { ...chosen, signal }), ...matrix };
  const before = chosen.get(id);
  return { kind: 'matrix', decay: before?.kind === 'matrix' ? before.decay : 0.5, ...matrix };
}

function sessions(id: MemberId, fit: Sequences, chosen: Chosen, signal: AbortSignal): SessionState {
  if ('log' in chosen) return chooseSessions(fit, { ...chosen, signal });
  const before = chosen.get(id);
  const settings = before?.kind === 'sessions' ? before.settings : SESSION_DEFAULTS;
  return { ...sessionsOf(fit, settings.gapDays), settings };
}
