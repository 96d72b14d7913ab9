import type { SearchPoint, SearchValue } from '@bellwether/contracts';
import type { Axis } from './axis';
import { normalCdf, truncatedNormal } from './normal';
import type { Random } from './random';
import { buildPoint, type Space } from './space';

// Bound once: a sandboxed realm (Jest) resolves globals slowly, and these run millions of times.
const { exp, log, max, sqrt, PI } = Math;

/** Width of a kernel for one observation, over the unit interval. @source Optuna 4, `_parzen_estimator.py` (multivariate) */
const WIDTH = 0.2;
/** Weight of the prior beside one observation. */
const PRIOR_WEIGHT = 1;
/** From so many observations on, older ones weigh less. */
const RECENT = 25;

/**
 * A density over a tree-structured space: a mixture whose components are products of kernels around one observed point each, and the
 * prior. Where a parameter was not active in the observed point, its component falls back to the prior; what is active follows from the
 * parents, so every component is a density of its own and so is the mixture. That keeps what goes together, together.
 */
export type Parzen = { sample(random: Random): SearchPoint; logDensity(point: SearchPoint): number };

type Component = { point: SearchPoint | null; weight: number };

/** @param points oldest first */
export function parzenOf(space: Space, points: readonly SearchPoint[]): Parzen {
  const weights = recencyWeights(points.length);
  const raw: Component[] = [...points.map((point, i) => ({ point, weight: weights[i]! })), { point: null, weight: PRIOR_WEIGHT }];
  const total = raw.reduce((sum, c) => sum + c.weight, 0);
  const components = raw.map((c) => ({ ...c, weight: c.weight / total }));
  const factors = new Map(space.parameters.map((p) => [p.path, factorOf(space.axes.get(p.path)!, components.map((c) => c.point?.[p.path]), space.parameters.length)]));
  const logWeights = components.map((c) => log(c.weight));
  return {
    sample(random) {
      const component = pick(components, random);
      return buildPoint(space, (p) => factors.get(p.path)!.draw(component, random));
    },
    logDensity(point) {
      const logs = Float64Array.from(logWeights);
      for (const [path, value] of Object.entries(point)) factors.get(path)!.addLog(value, logs);
      let most = -Infinity;
      for (const l of logs) if (l > most) most = l;
      let sum = 0;
      for (const l of logs) sum += exp(l - most);
      return most + log(sum);
    },
  };
}

function pick(components: readonly Component[], random: Random): number {
  let left = random.unit();
  const at = components.findIndex((c) => (left -= c.weight) < 0);
  return at < 0 ? components.length - 1 : at;
}

/** Narrower with more observations, wider with more dimensions (Scott's rule), never a spike. */
function kernelWidth(observations: number, dimensions: number): number {
  const width = WIDTH * Math.max(1, observations) ** (-1 / (dimensions + 4));
  return Math.min(1, Math.max(width, 1 / Math.min(100, observations + 2)));
}

/** The newest weigh 1, older ones less and less. @source Bergstra et al., "Algorithms for hyper-parameter optimization", 2011; Hyperopt's ramp */
function recencyWeights(n: number): number[] {
  if (n < RECENT) return new Array<number>(n).fill(1);
  const old = n - RECENT;
  return Array.from({ length: n }, (_, i) => (i >= old ? 1 : 1 / n + (old <= 1 ? 0 : (i * (1 - 1 / n)) / (old - 1))));
}

/** The kernels of all components along one axis; a component without a centre there is even over it. */
type Factor = { draw(component: number, random: Random): SearchValue; /** adds to each component what its kernel says of the value */ addLog(value: SearchValue, logs: Float64Array): void };

function factorOf(axis: Axis, centres: readonly (SearchValue | undefined)[], dimensions: number): Factor {
  return axis.kind === 'choice' ? choiceFactor(axis, centres) : numberFactor(axis, centres, dimensions);
}

/** On the observed choice, but for one prior spread over all kernels. */
function choiceFactor(axis: Extract<Axis, { kind: 'choice' }>, centres: readonly (SearchValue | undefined)[]): Factor {
  const places = centres.map((c) => (c === undefined ? -1 : axis.indexOf(c)));
  const spread = PRIOR_WEIGHT / centres.length;
  const own = 1 / (1 + spread);
  const [elsewhere, here, even] = [log((1 - own) / axis.count), log((1 - own) / axis.count + own), -log(axis.count)];
  return {
    draw: (component, random) => (places[component]! >= 0 && random.unit() < own ? axis.valueAt(places[component]!) : axis.valueAt(random.below(axis.count))),
    addLog(value, logs) {
      const at = axis.indexOf(value);
      for (let i = 0; i < logs.length; i++) logs[i]! += places[i]! < 0 ? even : places[i] === at ? here : elsewhere;
    },
  };
}

/** Normal kernels cut off at the ends of the axis; a whole number has the mass of its cell. */
function numberFactor(axis: Exclude<Axis, { kind: 'choice' }>, centres: readonly (SearchValue | undefined)[], dimensions: number): Factor {
  const middles = Float64Array.from(centres, (c) => (c === undefined ? Number.NaN : axis.unitOf(c as number)));
  const sigma = kernelWidth(middles.filter((m) => !Number.isNaN(m)).length, dimensions);
  const logMass = middles.map((m) => log(normalCdf((1 - m) / sigma) - normalCdf(-m / sigma)));
  const logScale = log(sigma * sqrt(2 * PI));
  return {
    draw: (component, random) => axis.valueOf(Number.isNaN(middles[component]!) ? random.unit() : truncatedNormal(middles[component]!, sigma, random)),
    addLog(value, logs) {
      const [from, to] = axis.kind === 'cells' ? axis.cellOf(value as number) : [axis.unitOf(value as number), 0];
      for (let i = 0; i < logs.length; i++) {
        const m = middles[i]!;
        if (m !== m) logs[i]! += axis.kind === 'cells' ? log(to - from) : 0;
        else if (axis.kind === 'cells') logs[i]! += log(max(1e-12, normalCdf((to - m) / sigma) - normalCdf((from - m) / sigma))) - logMass[i]!;
        else logs[i]! += -0.5 * ((from - m) / sigma) ** 2 - logScale - logMass[i]!;
      }
    },
  };
}
