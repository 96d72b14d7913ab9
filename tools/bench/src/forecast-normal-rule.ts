/** A missed unit costs nine times a kept one. */
export const [OVER, UNDER] = [1, 9];
/** Days whose mean and variance the usual rule is told. */
export const HABIT_DAYS = 56;

export type Order = { ordered: number; demanded: number };
export type Outcome = { cost: number; fill: number };

export const outcomeOf = (orders: readonly Order[]): Outcome => {
  let [cost, served, demanded] = [0, 0, 0];
  for (const o of orders) {
    cost += OVER * Math.max(0, o.ordered - o.demanded) + UNDER * Math.max(0, o.demanded - o.ordered);
    served += Math.min(o.ordered, o.demanded);
    demanded += o.demanded;
  }
  return { cost, fill: served / demanded };
};

/** Mean and variance of a day's sales over the last eight weeks. */
export type Habit = { mean: number; variance: number };

export function habitOf(y: Float64Array, origin: number, counts: (day: number) => boolean): Habit {
  const from = Math.max(0, origin - HABIT_DAYS);
  const seen = Array.from(y.subarray(from, origin)).filter((_, d) => counts(from + d));
  const mean = seen.reduce((a, b) => a + b, 0) / Math.max(1, seen.length);
  return { mean, variance: seen.reduce((a, b) => a + (b - mean) ** 2, 0) / Math.max(1, seen.length - 1) };
}

/** One product at one origin, as the usual rule sees it. `inStock` leaves out the days on which nothing could be sold. */
export type Judged = { demanded: number; all: Habit; inStock: Habit };

export const normalOrder = ({ mean, variance }: Habit, z: number, steps: number): number => Math.max(0, mean * steps + z * Math.sqrt(variance * steps));

/** The usual rule in each way a careful shop might use it: parts of units, whole units above or the nearest; all days, or those on which something could be sold. */
const RULES: readonly ((j: Judged, z: number, steps: number) => number)[] = [(v: number) => v, Math.ceil, Math.round].flatMap((whole) => [(j: Judged, z: number, steps: number) => whole(normalOrder(j.all, z, steps)), (j: Judged, z: number, steps: number) => whole(normalOrder(j.inStock, z, steps))]);

/** The least that any form of the rule costs where its safety factor is moved until it serves as many units. */
export function ruleAtFill(judged: readonly Judged[], fill: number, steps: number): number {
  return Math.min(...RULES.map((rule) => {
    const at = (z: number): Outcome => outcomeOf(judged.map((j) => ({ ordered: rule(j, z, steps), demanded: j.demanded })));
    let [low, high] = [-5, 20];
    for (let i = 0; i < 40; i++) {
      const z = (low + high) / 2;
      if (at(z).fill < fill) low = z;
      else high = z;
    }
    return at(high).cost;
  }));
}
