import type { Panel } from '../panel';
import { firstKnown, type Frequency } from '../series';
import { fitGroupSeasons, seasonOf, type GroupSeasons } from './group-season';
import { effectOf, fitKnownEffects, type KnownEffect } from './known-effects';

/** Steps after which a sale counts half: for a product's own level, and for how its whole group moves. */
const HALF_LIFE: Record<Frequency, { own: number; group: number }> = { day: { own: 120, group: 25 }, week: { own: 30, group: 6 }, month: { own: 18, group: 4 } };
/** Steps' worth of its group's usual product that a product's level leans on. */
const PRIOR_STEPS: Record<Frequency, number> = { day: 14, week: 4, month: 3 };
/** Units with which a group leans on the whole shop's movement, and the shop on none. */
const [PRIOR_GROUP, PRIOR_SHOP] = [20, 50];

/** What is kept of it: the level of any product follows from a panel. */
export type DemandLevel = { effects: KnownEffect[]; /** static column that groups products, null: all are one group */ group: string | null; /** null: no season is to be seen */ seasons: GroupSeasons | null };

/** Levels of all products at all origins. */
export type DemandLevels = {
  /** expected units of a step without anything unusual, known before the step @shape [series][history + 1] */
  level: Float32Array[];
  /** what is known of each step multiplies it @shape [series][history + ahead] */
  effect: Float64Array[];
};

/** Steps that tell the whole demand. A sale that opens a series is left out: a product is only known because it sold then, and counting that sale would make every slow mover look too fast. */
const seenOf = (panel: Panel): Uint8Array[] => panel.series.map((s) => {
  const first = firstKnown(s.y);
  return Uint8Array.from(s.y, (v, t) => (Number.isNaN(v) || s.censored?.[t] === 1 || (t === first && v > 0) ? 0 : 1));
});

/** The static column with the most groups of three products and more on average. */
function groupColumn(panel: Panel): string | null {
  const names = [...new Set(panel.series.flatMap((s) => Object.keys(s.statics)))].sort();
  const counts = names.map((name) => new Set(panel.series.map((s) => s.statics[name] ?? '')).size);
  const best = counts.reduce((b, n, i) => (n > 1 && n <= panel.series.length / 3 && (b < 0 || n > counts[b]!) ? i : b), -1);
  return best < 0 ? null : names[best]!;
}

function groupsOf(panel: Panel, column: string | null): { of: Int32Array; count: number; names: string[] } {
  const place = new Map<string, number>();
  const of = Int32Array.from(panel.series, (s) => {
    const key = column === null ? '' : (s.statics[column] ?? '');
    return place.get(key) ?? place.set(key, place.size).get(key)!;
  });
  return { of, count: place.size, names: [...place.keys()] };
}

function groupSales(panel: Panel, seen: readonly Uint8Array[], groups: { of: Int32Array; count: number }): (series: number) => number {
  const units = new Float64Array(groups.count);
  panel.series.forEach((s, i) => {
    let [sum, n] = [0, 0];
    for (let t = 0; t < panel.length; t++) if (seen[i]![t] === 1) [sum, n] = [sum + Math.max(0, s.y[t]!), n + 1];
    if (n > 0) units[groups.of[i]!]! += sum / n;
  });
  return (i) => units[groups.of[i]!]!;
}

/** @param steps of the totals that are foretold: seasons are kept where they help these */
export function fitDemandLevel(panel: Panel, steps: number): DemandLevel {
  const group = groupColumn(panel);
  const seen = seenOf(panel);
  const groups = groupsOf(panel, group);
  const sells = groupSales(panel, seen, groups);
  const effects = fitKnownEffects(panel, seen, sells, group !== null);
  const effect = panel.series.map((s, i) => effectOf(effects, s, panel.length, 0, sells(i)));
  return { group, effects, seasons: fitGroupSeasons({ panel, seen, effect, of: groups.of, names: groups.names }, steps, 0.5 ** (1 / HALF_LIFE[panel.frequency].group)) };
}

/**
 * A product sells its own level x how its group moves of late x what is known of the step. Its level is what it sold over what such steps should have sold, old ones fading,
 * shrunk towards its group: many slow movers say together what none of them can say alone. Steps with an empty shelf add nothing to either side.
 * @param ahead steps past the end
 */
export function demandLevels({ effects, group, seasons }: DemandLevel, panel: Panel, ahead: number): DemandLevels {
  const seen = seenOf(panel);
  const groups = groupsOf(panel, group);
  const sells = groupSales(panel, seen, groups);
  const waves = groups.names.map((name) => (seasons === null ? null : seasonOf(panel, seasons[name], panel.length + ahead)));
  const effect = panel.series.map((s, i) => {
    const wave = waves[groups.of[i]!]!;
    const known = effectOf(effects, s, panel.length, ahead, sells(i));
    return wave === null ? known : known.map((v, t) => v * wave[t]!);
  });
  const n = panel.series.length;
  const level = panel.series.map(() => new Float32Array(panel.length + 1));
  const half = HALF_LIFE[panel.frequency];
  const [slow, fast, prior] = [0.5 ** (1 / half.own), 0.5 ** (1 / half.group), PRIOR_STEPS[panel.frequency]];
  const [units, steps, lately, due] = [new Float64Array(n), new Float64Array(n), new Float64Array(n), new Float64Array(n)];
  const own = new Float64Array(n);
  for (let t = 0; t <= panel.length; t++) {
    const [groupUnits, groupSteps, got, expected] = Array.from({ length: 4 }, () => new Float64Array(groups.count)) as [Float64Array, Float64Array, Float64Array, Float64Array];
    for (let i = 0; i < n; i++) {
      groupUnits[groups.of[i]!]! += units[i]!;
      groupSteps[groups.of[i]!]! += steps[i]!;
    }
    let [allGot, allExpected] = [0, 0];
    for (let i = 0; i < n; i++) {
      const g = groups.of[i]!;
      const usual = groupSteps[g]! > 0 ? groupUnits[g]! / groupSteps[g]! : 0;
      own[i] = (units[i]! + usual * prior) / (steps[i]! + prior);
      got[g]! += lately[i]!;
      expected[g]! += due[i]! * own[i]!;
      allGot += lately[i]!;
      allExpected += due[i]! * own[i]!;
    }
    const shop = (allGot + PRIOR_SHOP) / (allExpected + PRIOR_SHOP);
    for (let i = 0; i < n; i++) {
      const g = groups.of[i]!;
      level[i]![t] = (own[i]! * (got[g]! + PRIOR_GROUP * shop)) / (expected[g]! + PRIOR_GROUP);
      if (t === panel.length) continue;
      const whole = seen[i]![t] === 1;
      const y = whole ? Math.max(0, panel.series[i]!.y[t]!) : 0;
      const e = whole ? effect[i]![t]! : 0;
      units[i] = units[i]! * slow + y;
      steps[i] = steps[i]! * slow + e;
      lately[i] = lately[i]! * fast + y;
      due[i] = due[i]! * fast + e;
    }
  }
  return { level, effect };
}
