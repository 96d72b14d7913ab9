/** Rungs of asynchronous successive halving: after `firstRung x reduction^k` of the curve a trial is ranked. */
export type AshaRule = { firstRung: number; reduction: number };

/** The resource of a rung, from 0. */
export const rungAt = (rule: AshaRule, rung: number): number => rule.firstRung * rule.reduction ** rung;

/** Rungs that a trial has reached with so much of its curve, from the first. */
export function rungsReached(rule: AshaRule, resource: number): number {
  let n = 0;
  while (rungAt(rule, n) <= resource) n++;
  return n;
}

export type RungDecision = { /** 1 is best */ rank: number; /** trials that have been at this rung, this one included */ of: number; keep: boolean };

/**
 * Whether a trial goes on from a rung: while it is among the best 1/reduction of those that have been there, and where so few have been
 * there that this is less than one, while it is the best. Nobody waits for anybody: a trial is judged by what is known when it comes.
 * @param earlier losses at this rung of the trials before it, smaller is better
 * @source Li et al., "A system for massively parallel hyperparameter tuning", MLSys 2020, in the form that stops in place of pausing
 */
export function ashaDecision(rule: AshaRule, loss: number, earlier: readonly number[]): RungDecision {
  // what is not a number is worse than all that is
  const value = Number.isNaN(loss) ? Infinity : loss;
  const rank = 1 + earlier.filter((other) => other <= value).length;
  const of = earlier.length + 1;
  return { rank, of, keep: rank <= Math.max(1, Math.floor(of / rule.reduction)) };
}

/** The best of a curve up to a resource: what the run would keep if it ended there. @param points resource and value */
export function bestUpTo(points: readonly { at: number; value: number }[], resource: number, better: 'higher' | 'lower'): number | null {
  const values = points.filter((p) => p.at <= resource && Number.isFinite(p.value)).map((p) => p.value);
  return values.length === 0 ? null : better === 'higher' ? Math.max(...values) : Math.min(...values);
}
