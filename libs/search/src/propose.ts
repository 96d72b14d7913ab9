import type { Sampler, SearchPoint } from '@bellwether/contracts';
import { ranked, type PastTrial } from './history';
import { parzenOf } from './parzen';
import { randomOf, shuffled, type Random } from './random';
import { allValues, buildPoint, countPoints, enumeratePoints, gridValues, pointKey, spaceSize, type Space } from './space';

export type Proposal =
  | { kind: 'point'; point: SearchPoint; by: Sampler['kind'] }
  /** every point of the space has been tried */
  | { kind: 'exhausted' }
  /** nothing that may be tried was found: `refuse` said no to all of them */
  | { kind: 'none-valid' };

export type ProposeInput = {
  space: Space;
  sampler: Sampler;
  seed: number;
  /** of the trial to come, from 1 */
  number: number;
  history: readonly PastTrial[];
  /** true for a point that the family would refuse */
  refuse?: (point: SearchPoint) => boolean;
};

/** The most combinations that a grid may have. */
export const MAX_GRID = 100_000;
/** Share of trials that count as good, and the most of them. @source Optuna 4, `default_gamma` */
const GOOD_SHARE = 0.1;
const MOST_GOOD = 25;
const TRIES = 200;

/** What the next trial should try: a function of its arguments alone, so that the same history gives the same proposal. */
export function propose(input: ProposeInput): Proposal {
  const tried = new Set(input.history.map((t) => pointKey(t.point)));
  const may = (point: SearchPoint): boolean => !tried.has(pointKey(point)) && !(input.refuse?.(point) ?? false);
  if (input.sampler.kind === 'grid') return fromGrid(input, input.sampler.points, may);
  const random = randomOf(input.seed, input.number);
  const known = ranked(input.history);
  const { sampler } = input;
  const informed = sampler.kind === 'tpe' && known.length >= sampler.startup && known.some((t) => t.state === 'done');
  const found = informed ? byParzen(input, known, sampler.candidates, random, may) : null;
  if (found) return { kind: 'point', point: found, by: 'tpe' };
  return atRandom(input, random, may);
}

function atRandom({ space, history, refuse }: ProposeInput, random: Random, may: (point: SearchPoint) => boolean): Proposal {
  for (let tries = 0; tries < TRIES; tries++) {
    const point = randomPoint(space, random);
    if (may(point)) return { kind: 'point', point, by: 'random' };
  }
  // few points are left of a countable space: look at each
  if (spaceSize(space, MAX_GRID) < MAX_GRID) {
    const all = [...enumeratePoints(space, allValues)];
    const left = all.filter(may);
    if (left.length > 0) return { kind: 'point', point: left[random.below(left.length)]!, by: 'random' };
    return all.some((point) => !(refuse?.(point) ?? false)) && history.length > 0 ? { kind: 'exhausted' } : { kind: 'none-valid' };
  }
  return { kind: 'none-valid' };
}

/** Even over every axis that is active. */
export const randomPoint = (space: Space, random: Random): SearchPoint => buildPoint(space, (_, axis) => (axis.kind === 'continuous' ? axis.valueOf(random.unit()) : axis.kind === 'cells' ? axis.valueOf(random.unit()) : axis.valueAt(random.below(axis.count))));

/** How many trials a grid makes; counting stops at MAX_GRID. */
export function gridSize(space: Space, points: number): number {
  return countPoints(space, (axis) => gridValues(axis, points), MAX_GRID);
}

/** A budget may end before the grid does: in an order drawn from the seed, what was tried by then covers all of it. */
function fromGrid({ space, seed, history }: ProposeInput, points: number, may: (point: SearchPoint) => boolean): Proposal {
  const cells = [...enumeratePoints(space, (axis) => gridValues(axis, points))];
  for (const at of shuffled(cells.length, randomOf(seed, 0))) if (may(cells[at]!)) return { kind: 'point', point: cells[at]!, by: 'grid' };
  return history.length > 0 ? { kind: 'exhausted' } : { kind: 'none-valid' };
}

/**
 * Multivariate TPE: candidates drawn from the density of the good trials; the one taken is the likeliest there against the density of
 * the rest. Trials that still run and those that failed count among the rest, so that parallel trials spread out and faults are avoided.
 */
function byParzen({ space, history }: ProposeInput, known: PastTrial[], candidates: number, random: Random, may: (point: SearchPoint) => boolean): SearchPoint | null {
  const good = new Set(known.slice(0, Math.min(Math.ceil(GOOD_SHARE * known.length), MOST_GOOD)).map((t) => t.number));
  const oldestFirst = [...history].sort((a, b) => a.number - b.number);
  const likely = parzenOf(space, oldestFirst.filter((t) => good.has(t.number)).map((t) => t.point));
  const rest = parzenOf(space, oldestFirst.filter((t) => !good.has(t.number)).map((t) => t.point));
  const drawn = Array.from({ length: candidates }, () => likely.sample(random)).filter(may);
  const scored = drawn.map((point) => ({ point, score: likely.logDensity(point) - rest.logDensity(point) }));
  return scored.sort((a, b) => b.score - a.score)[0]?.point ?? null;
}
