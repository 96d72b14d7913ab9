/** One input. Numbers may be NaN; categories are codes from a fitted dictionary, -1 where missing or unknown. */
export type GbdtColumn =
  | { name: string; kind: 'numeric'; values: Float64Array | Float32Array }
  | { name: string; kind: 'category'; codes: Int32Array; levels: number };

export type GbdtTable = { rows: number; columns: GbdtColumn[] };

export type GbdtSet = {
  table: GbdtTable;
  /** 0/1 for the logistic objective, a grade from 0 to 30 for lambdarank */
  y: Float64Array;
  weight?: Float64Array | null;
  /** lambdarank: the list of each row; rows of one list stand together @shape [rows] */
  lists?: Int32Array | null;
};

export const GBDT_OBJECTIVES = ['logistic', 'squared', 'quantile', 'poisson', 'tweedie', 'lambdarank'] as const;
export type GbdtObjective = (typeof GBDT_OBJECTIVES)[number];

/** Names and defaults follow LightGBM (bae0b7b), so that a recipe written for it can be read here. */
export type GbdtParams = {
  objective: GbdtObjective;
  /** rounds at most */
  trees: number;
  learningRate: number;
  leaves: number;
  /** 0: no limit */
  maxDepth: number;
  minDataInLeaf: number;
  minSumHessian: number;
  lambdaL1: number;
  lambdaL2: number;
  minGain: number;
  /** share of rows drawn without replacement for each tree */
  subsample: number;
  /** share of inputs drawn for each tree */
  featureFraction: number;
  maxBins: number;
  catSmooth: number;
  catL2: number;
  maxCatThreshold: number;
  maxCatToOneHot: number;
  minDataPerGroup: number;
  /** rounds without a better validation loss before it stops; 0: never */
  patience: number;
  /** 1 rising, -1 falling, 0 free, by input name */
  monotone: Record<string, 1 | -1 | 0>;
  /** level of the quantile objective */
  quantile: number;
  /** between 1 (Poisson) and 2 (gamma) */
  tweediePower: number;
  /** lambdarank: pairs count whose better-placed row is among so many */
  truncation: number;
  /** lambdarank: the loss is 1 − NDCG of so many places */
  ndcgAt: number;
};

export const GBDT_DEFAULTS: GbdtParams = {
  objective: 'logistic', trees: 1000, learningRate: 0.1, leaves: 31, maxDepth: 0, minDataInLeaf: 20, minSumHessian: 1e-3, lambdaL1: 0, lambdaL2: 0, minGain: 0,
  subsample: 1, featureFraction: 1, maxBins: 255, catSmooth: 10, catL2: 10, maxCatThreshold: 32, maxCatToOneHot: 4, minDataPerGroup: 100, patience: 100,
  monotone: {}, quantile: 0.5, tweediePower: 1.5, truncation: 30, ndcgAt: 10,
};

/**
 * A tree as parallel arrays. Node 0 is the root unless the tree is a single leaf; a child below zero is the leaf `~child`.
 * A numeric node goes left when `x <= threshold`; a category node when its code is in `categories`.
 */
export type GbdtTree = {
  feature: Int32Array;
  threshold: Float64Array;
  /** 1 where a missing value goes left */
  missingLeft: Uint8Array;
  /** codes that go left, or null for a numeric node */
  categories: (Int32Array | null)[];
  left: Int32Array;
  right: Int32Array;
  gain: Float64Array;
  /** training rows that reached the node */
  nodeCover: Float64Array;
  leafValue: Float64Array;
  leafCover: Float64Array;
};

export type GbdtFeature = { name: string; kind: 'numeric' | 'category'; levels: number };

export type GbdtModel = { objective: GbdtObjective; base: number; features: GbdtFeature[]; trees: GbdtTree[] };
