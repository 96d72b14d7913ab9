import { AppError, type MetricEstimate } from '@bellwether/contracts';
import type { BootstrapOptions } from './binary-bootstrap';
import { estimateRatios } from './ratio-bootstrap';

/**
 * Choices that a logging policy made, and how likely another policy is to make them.
 * What comes back is what the other policy would have earned, a choice, had it been live.
 */
export type LoggedChoices = {
  /** what the choice earned, for example 1 for a click @shape [choices] */
  reward: ArrayLike<number>;
  /** probability of the choice under the policy that made it @shape [choices] */
  logged: ArrayLike<number>;
  /** probability of the same choice under the policy in question @shape [choices] */
  target: ArrayLike<number>;
  /** choices that belong together, such as those of one list or customer; each its own when absent @shape [choices] */
  group?: ArrayLike<number>;
  /** a model of the reward, for DR: of the choice made, and its expectation under the policy in question. Fitted on other rows. @shape [choices] */
  model?: { chosen: ArrayLike<number>; expected: ArrayLike<number> };
};

export type OffPolicyEstimate = {
  ips: MetricEstimate;
  snips: MetricEstimate;
  /** null without a reward model */
  dr: MetricEstimate | null;
  /** choices of equal weight that would say as much: (Σw)² / Σw² */
  effectiveChoices: number;
  maxWeight: number;
  /** mean weight; 1 when the logging policy could make every choice of the other one. Below: part of that policy was never tried, and is counted as earning nothing by IPS. */
  support: number;
};

/**
 * Inverse propensity scoring, its self-normalised form, and doubly robust.
 * @throws AppError INPUT_INVALID for a choice that was made with probability 0, or a probability outside [0, 1]
 * @source Swaminathan and Joachims 2015 (SNIPS); Dudík, Langford and Li 2011 (DR)
 */
export function offPolicyValue(choices: LoggedChoices, options: BootstrapOptions = {}): OffPolicyEstimate {
  const { reward, logged, target, model } = choices;
  const n = reward.length;
  for (let i = 0; i < n; i++) {
    if (!(logged[i]! > 0 && logged[i]! <= 1)) throw new AppError({ code: 'INPUT_INVALID', message: `expected choices with a logged probability above 0 and up to 1, received ${logged[i]} at choice ${i}`, fix: 'leave out choices whose probability was not logged' });
    if (!(target[i]! >= 0 && target[i]! <= 1)) throw new AppError({ code: 'INPUT_INVALID', message: `expected probabilities between 0 and 1 for the policy in question, received ${target[i]} at choice ${i}`, fix: 'give the probability of the logged choice under that policy' });
  }
  const weight = Float64Array.from({ length: n }, (_, i) => target[i]! / logged[i]!);
  const earned = weight.map((w, i) => w * reward[i]!);
  const robust = model ? weight.map((w, i) => model.expected[i]! + w * (reward[i]! - model.chosen[i]!)) : null;
  const estimates = estimateRatios({
    keys: robust ? ['ips', 'snips', 'dr'] : ['ips', 'snips'], group: choices.group ?? Int32Array.from({ length: n }, (_, i) => i),
    top: robust ? [earned, earned, robust] : [earned, earned], bottom: [null, weight, ...(robust ? [null] : [])],
  }, options);
  const sum = weight.reduce((s, w) => s + w, 0);
  const squares = weight.reduce((s, w) => s + w * w, 0);
  return {
    ips: estimates.ips!, snips: estimates.snips!, dr: estimates.dr ?? null,
    effectiveChoices: squares === 0 ? 0 : sum ** 2 / squares, maxWeight: weight.reduce((m, w) => Math.max(m, w), 0), support: n === 0 ? 0 : sum / n,
  };
}

/**
 * Reward of each action as a mean shrunk towards the mean of all, each row judged by a model of the other folds, so that DR stays unbiased.
 * @param strength rows that the common mean counts for
 * @returns a row's model: expected reward of any action @shape action, reward: [choices]
 */
export function crossFittedRewards(action: ArrayLike<number>, reward: ArrayLike<number>, options: { folds?: number; strength?: number } = {}): (row: number, of: number) => number {
  const { folds = 5, strength = 200 } = options;
  const models = Array.from({ length: folds }, (_, fold) => {
    const sums = new Map<number, { n: number; earned: number }>();
    let n = 0;
    let earned = 0;
    for (let i = 0; i < action.length; i++) {
      if (i % folds === fold) continue;
      const own = sums.get(action[i]!) ?? { n: 0, earned: 0 };
      own.n++;
      own.earned += reward[i]!;
      sums.set(action[i]!, own);
      n++;
      earned += reward[i]!;
    }
    const prior = n === 0 ? 0 : earned / n;
    return (of: number): number => {
      const own = sums.get(of);
      return own === undefined ? prior : (own.earned + strength * prior) / (own.n + strength);
    };
  });
  return (row, of) => models[row % folds]!(of);
}
