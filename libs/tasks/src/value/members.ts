import type { ValueParams } from './params';

export type MemberKind = 'constant' | 'rate' | 'gamma-poisson' | 'glm' | 'weibull' | 'trees' | 'hazard' | 'glm-trees' | 'network';
/** One model of a run. */
export type Member = { name: string; kind: MemberKind; params: ValueParams; seed: number; /** 0: it stands beside the model to be beaten, and has no part in it */ baseline: boolean };

const KINDS: Record<Exclude<ValueParams['model'], 'blend'>, MemberKind> = { constant: 'constant', rate: 'rate', 'gamma-poisson': 'gamma-poisson', glm: 'glm', gbdt: 'trees', mlp: 'network' };

/** Models that know when, in place of those that only know how much. */
const OF_WAITS: Partial<typeof KINDS> = { gbdt: 'hazard', glm: 'weibull' };

/** What every run is measured beside. A target below zero has no logarithm: there the linear model and the gamma-Poisson are left out. */
const BASELINES = ['constant', 'rate', 'glm'] as const;

/** The loss that trees and the linear model use. */
export const lossOf = ({ loss }: Pick<ValueParams, 'loss'>, negative: boolean): 'tweedie' | 'poisson' | 'squared' => (loss !== 'auto' ? loss : negative ? 'squared' : 'tweedie');

const TREES = { trees: 600, treeRate: 0.04, leaves: 12, minLeafRows: 50, rowShare: 0.75, columnShare: 0.5, lambda: 1, treePatience: 60 } as const;
const NETWORK = { layers: 2, units: 64, activation: 'relu', networkLoss: 'tweedie', dropout: 0.2, optimizer: 'adamw', learningRate: 0.002, epochs: 40, batchSize: 256, patience: 8 } as const;

/** What decides which models make sense of a target. */
export type TargetTraits = { /** some values lie below zero */ negative: boolean; /** it is a waiting time, which may outlast the horizon */ waits: boolean };

function blend(params: ValueParams, { negative, waits }: TargetTraits): Member[] {
  const base: ValueParams = { ...params, ...TREES, ...NETWORK, l1Share: 0.5, tweediePower: 1.5 };
  const of = (name: string, kind: MemberKind, more: Partial<ValueParams>, seed = 0): Member => ({ name, kind, params: { ...base, ...more }, seed, baseline: false });
  if (waits) return [of('hazard', 'hazard', {}), of('hazard-small', 'hazard', { leaves: 5, treeRate: 0.06 }, 1), of('hazard-deep', 'hazard', { leaves: 24, minLeafRows: 100 }, 2), of('weibull', 'weibull', {})];
  if (negative) return [of('trees-squared', 'trees', { loss: 'squared' }), of('trees-squared-2', 'trees', { loss: 'squared', leaves: 6 }, 1), of('rate', 'rate', {}), of('mlp', 'network', { networkLoss: 'mse' })];
  return [
    of('glm-trees', 'glm-trees', { loss: 'tweedie', leaves: 6, minLeafRows: 100, lambda: 5 }), of('trees-tweedie', 'trees', { loss: 'tweedie' }), of('trees-poisson', 'trees', { loss: 'poisson', leaves: 8 }, 1),
    of('trees-shallow', 'trees', { loss: 'tweedie', leaves: 5, treeRate: 0.03, minLeafRows: 150, rowShare: 0.5, columnShare: 0.3, lambda: 10, trees: 1000 }, 2), of('glm', 'glm', { loss: 'tweedie' }), of('gamma-poisson', 'gamma-poisson', {}), of('mlp', 'network', {}),
  ];
}

/** What a run trains: its members, then the baselines that are not among them. */
export function membersOf(params: ValueParams, target: TargetTraits): Member[] {
  const { negative, waits } = target;
  const kind = (model: Exclude<ValueParams['model'], 'blend'>): MemberKind => (waits ? OF_WAITS[model] : undefined) ?? KINDS[model];
  const own = params.model === 'blend' ? blend(params, target) : [{ name: params.model, kind: kind(params.model), params, seed: 0, baseline: false }];
  const beside = BASELINES.filter((b) => params.baselines && !own.some((m) => m.kind === kind(b)) && !(negative && b === 'glm'));
  return [...own, ...beside.map((model): Member => ({ name: kind(model), kind: kind(model), params: { ...params, loss: 'tweedie', tweediePower: 1.5, l1Share: 0.5 }, seed: 0, baseline: true }))];
}
