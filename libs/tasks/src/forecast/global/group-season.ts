import { stepTime, type Panel } from '../panel';
import type { Frequency } from '../series';

/** A year's wave of a group's sales: their logarithm moves by `wave[0]` x cos + `wave[1]` x sin of the time of the year. */
export type Wave = readonly [number, number];
/** By value of the grouping column. */
export type GroupSeasons = Record<string, Wave>;

/** What is added up before waves are fitted: a year's wave does not need single days. @unit steps */
const BIN_STEPS: Record<Frequency, number> = { day: 7, week: 1, month: 1 };
const YEAR_MS = 365.25 * 86_400_000;
/** How large waves may be expected to be. Chosen among by what they foretell; larger ones than these follow the noise of half a year. */
const SIZES = [0.05, 0.1, 0.15, 0.2, 0.3];
/** Variance over mean of a group's units in a bin: what orders of several units, and moods of the day, add to chance. */
const FACTOR = 2;
/** Totals that are foretold to choose by, one after the other; the earliest must have seen this share of a year. */
const [MOST_ORIGINS, LEAST_ORIGINS, LEAST_YEARS] = [8, 3, 0.45];
/** Units with which a group leans on what its products sold before. */
const PRIOR_UNITS = 20;
const ROUNDS = 8;
/** A wave does not carry sales further than this from their year's mean, whatever half a year suggests. */
const MOST = 1.5;

/** Units of a group by bin, and what its products' own means and known effects make of them. */
type Group = { units: Float64Array; due: Float64Array };

const liftOf = (w: Wave, cos: number, sin: number): number => Math.exp(Math.min(MOST, Math.max(-MOST, w[0] * cos + w[1] * sin)));
const angleAt = (ms: number): number => (2 * Math.PI * ms) / YEAR_MS;

/** By how much each step's sales are multiplied by the time of the year. @shape [steps] */
export function seasonOf(panel: Pick<Panel, 'frequency' | 'start'>, wave: Wave | undefined, steps: number): Float64Array {
  if (wave === undefined) return new Float64Array(steps).fill(1);
  return Float64Array.from({ length: steps }, (_, t) => {
    const angle = angleAt((stepTime(panel, t).getTime() + stepTime(panel, t + 1).getTime()) / 2);
    return liftOf(wave, Math.cos(angle), Math.sin(angle));
  });
}

type Year = { cos: Float64Array; sin: Float64Array };

/** The likeliest wave of counts around what was due, at a level of their own, where waves of about the size are expected around none: Newton's method on two numbers. */
function fitWave({ units, due }: Group, until: number, { cos, sin }: Year, size: number): Wave {
  let wave: [number, number] = [0, 0];
  const prior = 1 / size ** 2;
  for (let round = 0; round < ROUNDS; round++) {
    let [n, mass, mc, ms, cc, ss, cs, uc, us] = [0, 0, 0, 0, 0, 0, 0, 0, 0];
    for (let t = 0; t < until; t++) {
      const [c, s] = [cos[t]!, sin[t]!];
      const e = due[t]! * liftOf(wave, c, s);
      n += units[t]!;
      mass += e;
      mc += e * c;
      ms += e * s;
      cc += e * c * c;
      ss += e * s * s;
      cs += e * c * s;
      uc += units[t]! * c;
      us += units[t]! * s;
    }
    if (!(mass > 0) || n === 0) return [0, 0];
    const [ga, gb] = [(uc - (n * mc) / mass) / FACTOR - prior * wave[0], (us - (n * ms) / mass) / FACTOR - prior * wave[1]];
    const each = n / FACTOR / mass;
    const [haa, hbb, hab] = [each * (cc - mc ** 2 / mass) + prior, each * (ss - ms ** 2 / mass) + prior, each * (cs - (mc * ms) / mass)];
    const det = haa * hbb - hab ** 2;
    const step = [(hbb * ga - hab * gb) / det, (haa * gb - hab * ga) / det].map((v) => Math.min(0.5, Math.max(-0.5, v)));
    wave = [wave[0] + step[0]!, wave[1] + step[1]!];
    if (Math.abs(step[0]!) + Math.abs(step[1]!) < 1e-5) break;
  }
  return wave;
}

/** What each step was worth of its product's mean. `of` says which group a series is in. */
export type Grouped = { panel: Panel; /** 1 where a step was seen whole @shape [series][history] */ seen: readonly Uint8Array[]; /** of what is known of a step @shape [series][history] */ effect: readonly Float64Array[]; of: Int32Array; names: readonly string[] };

/** Bins are counted from the end, so that the newest is whole. A product's mean is what it sold before the step `until`: what came later tells nothing. */
function binned({ panel, seen, effect, of, names }: Grouped, bins: number, until: number): Group[] {
  const size = BIN_STEPS[panel.frequency];
  const out = names.map((): Group => ({ units: new Float64Array(bins), due: new Float64Array(bins) }));
  panel.series.forEach((s, i) => {
    let [units, exposure] = [0, 0];
    for (let t = 0; t < until; t++) if (seen[i]![t] === 1) [units, exposure] = [units + Math.max(0, s.y[t]!), exposure + effect[i]![t]!];
    if (!(exposure > 0) || units === 0) return;
    const group = out[of[i]!]!;
    for (let t = 0; t < panel.length; t++) {
      if (seen[i]![t] === 0) continue;
      const bin = bins - 1 - Math.floor((panel.length - 1 - t) / size);
      group.units[bin]! += Math.max(0, s.y[t]!);
      group.due[bin]! += (units / exposure) * effect[i]![t]!;
    }
  });
  return out;
}

const deviance = (came: number, said: number): number => 2 * ((came > 0 ? came * Math.log(came / said) : 0) - (came - said));

/** What came of a group after a bin, against what its wave and its movement of late said. @param fade what a bin still counts a bin later */
function miss(g: Group, from: number, to: number, { cos, sin }: Year, wave: Wave, fade: number): number {
  let [got, due, came, said] = [0, 0, 0, 0];
  for (let t = 0; t < from; t++) [got, due] = [got * fade + g.units[t]!, due * fade + g.due[t]! * liftOf(wave, cos[t]!, sin[t]!)];
  for (let t = from; t < to; t++) [came, said] = [came + g.units[t]!, said + g.due[t]! * liftOf(wave, cos[t]!, sin[t]!)];
  return said > 0 ? deviance(came, (said * (got + PRIOR_UNITS)) / (due + PRIOR_UNITS)) : 0;
}

/**
 * A wave of the year for each group: a Poisson regression on one pair of cosine and sine, in which every product has its own mean, shrunk towards no wave by as much as foretold
 * the newest totals best. Less than two years cannot tell a season from what will not come again, so waves are kept only where totals of groups after earlier origins, each
 * foretold from what was before it, came nearer with them than with the movement of late alone.
 * @param steps of a total
 * @param fade what a step still counts a step later, of how a group moves of late
 * @returns null where none is to be seen, or less than some seven months are known
 */
export function fitGroupSeasons(data: Grouped, steps: number, fade: number): GroupSeasons | null {
  const { panel, names } = data;
  const size = BIN_STEPS[panel.frequency];
  const bins = Math.ceil(panel.length / size);
  const startOf = (bin: number): number => stepTime(panel, panel.length - (bins - bin) * size).getTime();
  const angle = Float64Array.from({ length: bins }, (_, b) => angleAt((startOf(b) + startOf(b + 1)) / 2));
  const year: Year = { cos: angle.map(Math.cos), sin: angle.map(Math.sin) };
  const window = Math.max(1, Math.round(steps / size));
  const origins = Array.from({ length: MOST_ORIGINS }, (_, k) => bins - (k + 1) * window).filter((o) => o > 0 && startOf(o) - startOf(0) >= LEAST_YEARS * YEAR_MS);
  if (origins.length < LEAST_ORIGINS) return null;
  const known = origins.map((o) => ({ o, groups: binned(data, bins, panel.length - (bins - o) * size) }));
  const missed = (wave: (g: Group, o: number) => Wave): number => known.reduce((sum, { o, groups }) => sum + groups.reduce((a, g) => a + miss(g, o, o + window, year, wave(g, o), fade ** size), 0), 0);
  const tried = SIZES.map((s) => ({ size: s, missed: missed((g, o) => fitWave(g, o, year, s)) }));
  const best = tried.reduce((a, b) => (b.missed < a.missed ? b : a));
  if (best.missed >= missed(() => [0, 0])) return null;
  return Object.fromEntries(binned(data, bins, panel.length).map((g, k) => [names[k]!, fitWave(g, bins, year, best.size)]));
}
