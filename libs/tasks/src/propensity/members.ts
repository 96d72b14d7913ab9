import type { PropensityParams } from './params';

/** One kind of model in an ensemble, trained once on each of its folds. */
export type Member = { name: string; params: PropensityParams; /** 1: trained once, stops on the validation part */ bags: number; seed: number };

/** Deeper, slower trees: the tuned defaults of LightGBM (pytabkit 33cbf23). */
const TREES_TD = { treeRate: 0.04, leaves: 50, minLeafRows: 40, rowShare: 0.75, columnShare: 1, lambda: 0 } as const;
/** Best on small tables (quality page 1.2, "small"). */
const TREES_SMALL = { treeRate: 0.03, leaves: 15, minLeafRows: 20, rowShare: 0.75, columnShare: 0.6, lambda: 1 } as const;
const NETWORK = { layers: 2, units: 64, activation: 'relu', dropout: 0.2, loss: 'cross-entropy', optimizer: 'adamw', learningRate: 0.002, schedule: 'cosine', epochs: 80, batchSize: 256, patience: 20, stopOn: 'log_loss', weightDecay: 0.01, l2: 0, warmup: 0, clipNorm: 0, averageDecay: 0 } as const;

/** RealMLP scales by median and quartiles, as its recipe says; its outliers are clipped afterwards. */
export const viewSpecOf = (params: PropensityParams): PropensityParams['view'] => (params.model === 'realmlp' ? { ...params.view, scaling: 'robust' } : params.view);

/** What a run trains. A blend ignores the fields of single models, and says so by hiding them in the form. */
export function membersOf(params: PropensityParams): Member[] {
  if (params.model !== 'blend') return [{ name: params.model, params, bags: params.bags, seed: 0 }];
  const base: PropensityParams = { ...params, classWeights: 'none', trees: 1000, treePatience: 100, recipeEpochs: 256, lambdaL1: 0, rising: [], falling: [] };
  const trees = (name: string, more: Partial<PropensityParams>, seed: number): Member => ({ name, params: { ...base, ...TREES_SMALL, ...more, model: 'gbdt' }, bags: 8, seed });
  const network = (name: string, more: Partial<PropensityParams>, bags: number): Member => ({ name, params: { ...base, ...NETWORK, ...more, model: 'mlp' }, bags, seed: 0 });
  if (params.profile === 'fast') return [trees('trees', {}, 0), network('mlp', {}, 4)];
  return [
    trees('trees', {}, 0), trees('trees-2', {}, 1), trees('trees-td', TREES_TD, 0), network('mlp', {}, 8), network('mlp-wide', { units: 256, dropout: 0.4, learningRate: 0.001 }, 8),
    { name: 'tabm', params: { ...base, model: 'tabm' }, bags: 4, seed: 0 }, { name: 'realmlp', params: { ...base, model: 'realmlp' }, bags: 4, seed: 0 },
  ];
}
