import type { BinLayout } from './bin-mapper';
import type { GbdtParams } from './gbdt-types';

/** The best split of a leaf found so far; `gain` is -Infinity where there is none. */
export type Split = {
  gain: number;
  feature: number;
  /** numeric: last bin that goes left */
  bin: number;
  missingLeft: boolean;
  /** category: bins that go left */
  leftBins: number[] | null;
  leftGradient: number;
  leftHessian: number;
  leftValue: number;
  rightValue: number;
};

export type LeafSums = { gradient: number; hessian: number; rows: number; /** bounds that monotone splits above have set */ low: number; high: number };

const NO_SPLIT: Split = { gain: Number.NEGATIVE_INFINITY, feature: -1, bin: 0, missingLeft: false, leftBins: null, leftGradient: 0, leftHessian: 0, leftValue: 0, rightValue: 0 };

const shrink = (g: number, l1: number): number => (l1 === 0 ? g : g > l1 ? g - l1 : g < -l1 ? g + l1 : 0);

/** Newton step of a leaf, kept inside its bounds. */
export function leafOutput(g: number, h: number, l1: number, l2: number, low: number, high: number): number {
  const value = -shrink(g, l1) / (h + l2);
  return value < low ? low : value > high ? high : value;
}

/** Loss reduction of a leaf at the value w (twice): -(2 g w + (h + l2) w^2), with the L1 threshold taken off g. */
const gainAt = (g: number, h: number, w: number, l1: number, l2: number): number => -(2 * shrink(g, l1) * w + (h + l2) * w * w);

/** Searches all allowed features of one leaf. One finder a training: it keeps scratch space. */
export class SplitFinder {
  private readonly order: number[] = [];

  constructor(private readonly layout: BinLayout, private readonly params: GbdtParams, private readonly monotone: Int8Array) {}

  /** @param histogram (gradient, hessian) pairs by global bin @shape [2 * totalBins] */
  best(histogram: Float64Array, leaf: LeafSums, features: Int32Array): Split {
    let best = NO_SPLIT;
    for (const f of features) {
      const bins = this.layout.features[f]!;
      if (bins.bins < 2) continue;
      const found = bins.kind === 'category' ? this.category(histogram, leaf, f) : this.numeric(histogram, leaf, f);
      // strict: of equal gains the first input wins, whatever the order of rows
      if (found.gain > best.gain) best = found;
    }
    return best;
  }

  private numeric(histogram: Float64Array, leaf: LeafSums, f: number): Split {
    const { bins, hasMissing } = this.layout.features[f]!;
    const offset = this.layout.offsets[f]!;
    const { lambdaL1: l1, lambdaL2: l2, minDataInLeaf, minSumHessian, minGain } = this.params;
    const { gradient, hessian, rows } = leaf;
    const perHessian = rows / hessian;
    const constrained = this.monotone[f]!;
    const bounded = constrained !== 0 || leaf.low !== Number.NEGATIVE_INFINITY || leaf.high !== Number.POSITIVE_INFINITY;
    const parent = gainAt(gradient, hessian, leafOutput(gradient, hessian, l1, l2, leaf.low, leaf.high), l1, l2) + minGain;
    let bestGain = Number.NEGATIVE_INFINITY;
    let bestBin = 0;
    let bestMissing = false;
    let bestG = 0;
    let bestH = 0;
    for (let side = 0; side < (hasMissing ? 2 : 1); side++) {
      let g = side === 1 ? histogram[2 * offset]! : 0;
      let h = side === 1 ? histogram[2 * offset + 1]! : 0;
      // the last bin stays right unless missing values alone are there to go right
      const end = side === 0 && hasMissing ? bins : bins - 1;
      for (let b = 1; b < end; b++) {
        const at = 2 * (offset + b);
        g += histogram[at]!;
        h += histogram[at + 1]!;
        const rightH = hessian - h;
        if (h < minSumHessian || h * perHessian < minDataInLeaf - 0.5) continue;
        if (rightH < minSumHessian || rightH * perHessian < minDataInLeaf - 0.5) break;
        let gain: number;
        if (bounded) {
          const left = leafOutput(g, h, l1, l2, leaf.low, leaf.high);
          const right = leafOutput(gradient - g, rightH, l1, l2, leaf.low, leaf.high);
          if (constrained * (right - left) < 0) continue;
          gain = gainAt(g, h, left, l1, l2) + gainAt(gradient - g, rightH, right, l1, l2) - parent;
        } else {
          const sl = shrink(g, l1);
          const sr = shrink(gradient - g, l1);
          gain = (sl * sl) / (h + l2) + (sr * sr) / (rightH + l2) - parent;
        }
        if (gain > bestGain) {
          bestGain = gain;
          bestBin = b;
          bestMissing = side === 1;
          bestG = g;
          bestH = h;
        }
      }
    }
    if (!(bestGain > 0)) return NO_SPLIT;
    return this.split(leaf, { gain: bestGain, feature: f, bin: bestBin, missingLeft: bestMissing, leftBins: null, leftGradient: bestG, leftHessian: bestH }, l2);
  }

  /** Few levels: one against the rest. Many: prefixes of the levels sorted by g / (h + smooth), from both ends. */
  private category(histogram: Float64Array, leaf: LeafSums, f: number): Split {
    const { bins } = this.layout.features[f]!;
    const offset = this.layout.offsets[f]!;
    const p = this.params;
    const perHessian = leaf.rows / leaf.hessian;
    const single = bins - 1 <= p.maxCatToOneHot;
    const l2 = single ? p.lambdaL2 : p.lambdaL2 + p.catL2;
    const parent = gainAt(leaf.gradient, leaf.hessian, leafOutput(leaf.gradient, leaf.hessian, p.lambdaL1, p.lambdaL2, leaf.low, leaf.high), p.lambdaL1, p.lambdaL2) + p.minGain;
    const rowsOf = (b: number): number => histogram[2 * (offset + b) + 1]! * perHessian;
    const order = this.order;
    order.length = 0;
    for (let b = 1; b < bins; b++) if (rowsOf(b) >= (single ? 1 : p.catSmooth) - 0.5) order.push(b);
    const ratio = (b: number): number => histogram[2 * (offset + b)]! / (histogram[2 * (offset + b) + 1]! + p.catSmooth);
    if (!single) order.sort((a, b) => ratio(a) - ratio(b) || a - b);
    let best: Omit<Split, 'leftValue' | 'rightValue'> | null = null;
    const consider = (g: number, h: number, leftBins: () => number[]): void => {
      const rightH = leaf.hessian - h;
      if (h < p.minSumHessian || rightH < p.minSumHessian || h * perHessian < p.minDataInLeaf - 0.5 || rightH * perHessian < p.minDataInLeaf - 0.5) return;
      const left = leafOutput(g, h, p.lambdaL1, l2, leaf.low, leaf.high);
      const right = leafOutput(leaf.gradient - g, rightH, p.lambdaL1, l2, leaf.low, leaf.high);
      const gain = gainAt(g, h, left, p.lambdaL1, l2) + gainAt(leaf.gradient - g, rightH, right, p.lambdaL1, l2) - parent;
      if (gain > 0 && (best === null || gain > best.gain)) best = { gain, feature: f, bin: 0, missingLeft: false, leftBins: leftBins(), leftGradient: g, leftHessian: h };
    };
    if (single) {
      for (const b of order) consider(histogram[2 * (offset + b)]!, histogram[2 * (offset + b) + 1]!, () => [b]);
    } else {
      const longest = Math.min(p.maxCatThreshold, (order.length + 1) >> 1);
      for (const end of [0, 1]) {
        let g = 0;
        let h = 0;
        let group = 0;
        for (let k = 0; k < longest; k++) {
          const b = end === 0 ? order[k]! : order[order.length - 1 - k]!;
          g += histogram[2 * (offset + b)]!;
          h += histogram[2 * (offset + b) + 1]!;
          group += rowsOf(b);
          if (group < p.minDataPerGroup - 0.5) continue;
          if ((leaf.hessian - h) * perHessian < p.minDataPerGroup - 0.5) break;
          group = 0;
          consider(g, h, () => (end === 0 ? order.slice(0, k + 1) : order.slice(order.length - 1 - k)));
        }
      }
    }
    return best === null ? NO_SPLIT : this.split(leaf, best, l2);
  }

  private split(leaf: LeafSums, found: Omit<Split, 'leftValue' | 'rightValue'>, l2: number): Split {
    const { lambdaL1: l1 } = this.params;
    return {
      ...found,
      leftValue: leafOutput(found.leftGradient, found.leftHessian, l1, l2, leaf.low, leaf.high),
      rightValue: leafOutput(leaf.gradient - found.leftGradient, leaf.hessian - found.leftHessian, l1, l2, leaf.low, leaf.high),
    };
  }
}
