import type { Fallback, RecommendationContext, RecommendationReason } from '@bellwether/contracts';
import { addScores } from '../members/item-matrix';
import { dueScore } from '../repeats';
import type { History } from '../sequences';
import { addStandardised } from '../standardise';
import { blendScores, oneVector, type Blended } from './blend-scores';
import { likenessTo, type AlignedCatalogue } from './catalogue';
import type { Recommender } from './recommender';
import { sessionOf, type RequestHistory } from './request-history';

const DAY_MS = 86_400_000;
/** What content says against what customers did, for items beside an item. */
const CONTENT_SHARE = 0.3;
/** Enough to order what would otherwise stand by its key. */
const TIE_SHARE = 0.01;

/** Scores of the catalogue for a place in the shop, which link of the chain made them, and how its reasons are to be told. */
export type PlacementScores = Blended & { fallback: Fallback; /** events that explain; empty where none do */ history: History; reason: RecommendationReason['kind']; /** items of the page or basket that it follows from */ anchors: readonly number[]; /** null: all items may be ranked */ only: Uint8Array | null };

const NOBODY: Omit<PlacementScores, keyof Blended | 'fallback' | 'reason'> = { history: { items: new Int32Array(0), times: new Float64Array(0), now: 0 }, anchors: [], only: null };

/** The list of a placement; where nothing is known, the next link of the chain answers. */
export async function placementScores(r: Recommender, request: RecommendationContext, known: RequestHistory, catalogue: AlignedCatalogue): Promise<PlacementScores> {
  const anchors = [...new Set([...(request.item === undefined ? [] : [request.item]), ...request.basket])].flatMap((key) => r.itemOf.get(key) ?? []);
  switch (request.placement) {
    case 'trending': return { ...NOBODY, ...oneVector(r.state.trend), fallback: 'none', reason: 'trending' };
    case 'similar': return anchors.length > 0 ? { ...NOBODY, ...beside(r, anchors, catalogue), fallback: 'none', reason: 'similar', anchors } : personal(r, request, known, catalogue, anchors);
    case 'bought-together': {
      const together = anchors.length > 0 ? boughtWith(r, anchors, catalogue) : null;
      if (together) return { ...NOBODY, ...together, fallback: 'none', reason: 'together', anchors };
      return anchors.length > 0 ? { ...NOBODY, ...beside(r, anchors, catalogue), fallback: 'item', reason: 'similar', anchors } : personal(r, request, known, catalogue, anchors);
    }
    case 'buy-again': return known.history.items.length > 0 ? { ...NOBODY, ...due(r, known.history), fallback: 'none', reason: 'again' } : personal(r, request, known, catalogue, anchors);
    default: return personal(r, request, known, catalogue, anchors);
  }
}

/** From the customer's events, else from what the page shows, else what sells. */
async function personal(r: Recommender, request: RecommendationContext, known: RequestHistory, catalogue: AlignedCatalogue, anchors: readonly number[]): Promise<PlacementScores> {
  const history = request.placement === 'next' && known.history.items.length > 0 ? sessionOf(known.history) : known.history;
  if (history.items.length > 0) return { ...NOBODY, ...(await blendScores(r, history)), history, fallback: known.history.items.length > known.recent ? 'none' : 'session', reason: 'history' };
  if (anchors.length > 0) return { ...NOBODY, ...beside(r, anchors, catalogue), fallback: 'item', reason: 'similar', anchors };
  const recent = r.state.simple.get('recent');
  const fresh = recent?.kind === 'vector' && recent.score.some((s) => s > 0) ? recent.score : null;
  const popular = fresh ?? r.state.counts.map((n) => Math.log1p(n));
  const only = request.category === undefined ? null : inCategory(catalogue, request.category);
  if (only) return { ...NOBODY, ...oneVector(popular), only, fallback: 'category', reason: 'category' };
  return { ...NOBODY, ...oneVector(popular), fallback: fresh ? 'recent' : 'popular', reason: 'popular' };
}

function inCategory({ categories }: AlignedCatalogue, wanted: string): Uint8Array | null {
  const mask = Uint8Array.from(categories, (own) => (own.includes(wanted) ? 1 : 0));
  return mask.includes(1) ? mask : null;
}

/** Taken by the same customers, and alike by what is known of them; content alone where nobody took the item. What neither tells apart stands by what sells. */
function beside(r: Recommender, anchors: readonly number[], catalogue: AlignedCatalogue): Blended {
  const size = r.state.itemKeys.length;
  const taken = new Float32Array(size);
  addScores(r.similar, { items: Int32Array.from(anchors), times: new Float64Array(anchors.length), now: 0 }, 1, taken);
  const scores = new Float32Array(size);
  addStandardised(taken, 1, scores);
  addStandardised(likenessTo(catalogue, anchors), taken.some((v) => v > 0) ? CONTENT_SHARE : 1, scores);
  addStandardised(Float32Array.from(r.state.counts, (n) => Math.log1p(n)), TIE_SHARE, scores);
  for (const a of anchors) scores[a] = Number.NEGATIVE_INFINITY;
  return { scores, parts: [], release: () => {} };
}

/** Taken within a day of the items, and behind that what stands beside them; null where nothing ever was. */
function boughtWith(r: Recommender, anchors: readonly number[], catalogue: AlignedCatalogue): Blended | null {
  const scores = new Float32Array(r.state.itemKeys.length);
  addScores(r.state.together, { items: Int32Array.from(anchors), times: new Float64Array(anchors.length), now: 0 }, 1, scores);
  if (!scores.some((v) => v > 0)) return null;
  const rest = beside(r, anchors, catalogue).scores;
  const open = rest.filter((v) => v > Number.NEGATIVE_INFINITY);
  const [low, high] = [open.reduce((m, v) => Math.min(m, v), Infinity), open.reduce((m, v) => Math.max(m, v), -Infinity)];
  const unit = scores.reduce((m, v) => Math.max(m, v), 0);
  for (let i = 0; i < scores.length; i++) if (scores[i] === 0) scores[i] = unit * ((rest[i]! - high) / (high - low || 1) - 1e-6);
  for (const a of anchors) scores[a] = Number.NEGATIVE_INFINITY;
  return { scores, parts: [], release: () => {} };
}

/** What the customer took before, by whether its time has come again. */
function due({ state }: Recommender, history: History): Blended {
  const scores = new Float32Array(state.itemKeys.length).fill(Number.NEGATIVE_INFINITY);
  const taken = new Map<number, { last: number; times: number }>();
  history.items.forEach((item, p) => taken.set(item, { last: history.times[p]!, times: (taken.get(item)?.times ?? 0) + 1 }));
  for (const [item, { last, times }] of taken) scores[item] = dueScore(state.repeats.share[item]!, state.repeats.days[item]!, (history.now - last) / DAY_MS) * Math.log2(1 + times);
  return { scores, parts: [], release: () => {} };
}
