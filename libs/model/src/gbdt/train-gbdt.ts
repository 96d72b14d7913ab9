import { AppError } from '@bellwether/contracts';
import { Xoshiro128, type RandomState } from '../random/xoshiro';
import { binCells, binRows, fitBins, type BinLayout, type BinnedRows } from './bin-mapper';
import { GBDT_DEFAULTS, type GbdtModel, type GbdtParams, type GbdtSet, type GbdtTree } from './gbdt-types';
import { boostingArena, type BoostingArena } from './boosting-arena';
import { addTree } from './gbdt-model';
import { labelsOf } from './lambda-rank';
import { objectiveOf } from './objective';
import type { BoostingObjective, Labels } from './objective-types';
import { leafOfRow, sideTables, toTree, TreeGrower, type GrownTree } from './tree-grower';

export type GbdtRound = { round: number; /** of the trees so far: to be asked for before the next round, and it costs a pass over the rows */ trainLoss(): number; validLoss: number | null };

/** Everything a killed training needs to go on and end with the same trees. */
export type GbdtState = { round: number; trees: GbdtTree[]; bestRound: number; bestLoss: number; random: RandomState };

export type TrainGbdtOptions = {
  train: GbdtSet;
  /** decides early stopping; without it all rounds are grown */
  valid?: GbdtSet | null;
  params?: Partial<GbdtParams>;
  seed: number;
  /** processor threads, default 1; the trees are the same on any number */
  threads?: number;
  signal?: AbortSignal;
  onRound?(round: GbdtRound): void | Promise<void>;
  resume?: GbdtState | null;
  /** called after a round when `every` rounds have passed since the last call */
  checkpoint?: { every: number; save(state: GbdtState): Promise<void> };
};

export type GbdtResult = { model: GbdtModel; bestRound: number; rounds: number; validLoss: number | null; /** processor threads that trained it */ threads: number };

/** The event loop is let in this often, so that a run can be cancelled and its progress seen. @unit ms */
const BREATH_MS = 50;

/**
 * Gradient boosting over histograms, leaf by leaf, with native categories and missing values.
 * With a validation set, the rounds after the best one are dropped.
 * @throws AppError RUN_CANCELLED, NO_FEATURES, PARAMS_INVALID, MODEL_DIVERGED
 * @source Ke et al., "LightGBM", 2017. Differs from LightGBM: no exclusive feature bundling, no gradient-based sampling.
 */
export async function trainGbdt(options: TrainGbdtOptions): Promise<GbdtResult> {
  const params = { ...GBDT_DEFAULTS, ...options.params };
  refuseUnusable(options, params);
  const boosting = new Boosting(options, params);
  try {
    await boosting.start();
    await run(boosting, options);
    return boosting.result();
  } finally {
    await boosting.close();
  }
}

async function run(boosting: Boosting, options: TrainGbdtOptions): Promise<void> {
  let breath = performance.now();
  while (!boosting.finished) {
    if (options.signal?.aborted === true) throw new AppError({ code: 'RUN_CANCELLED', message: `the run was cancelled after ${boosting.round} trees`, fix: 'start it again when you want it' });
    const round = boosting.next();
    await options.onRound?.(round);
    if (options.checkpoint !== undefined && boosting.round % options.checkpoint.every === 0) await options.checkpoint.save(boosting.state());
    if (performance.now() - breath > BREATH_MS) {
      await new Promise((resolve) => setImmediate(resolve));
      breath = performance.now();
    }
  }
}

function refuseUnusable({ train }: TrainGbdtOptions, params: GbdtParams): void {
  if (train.table.columns.length === 0) throw new AppError({ code: 'NO_FEATURES', message: 'expected at least one input, received none', fix: 'leave at least one column in' });
  if (train.table.rows === 0) throw new AppError({ code: 'SPLIT_EMPTY', message: 'expected training rows, received none', fix: 'give the training part a larger share' });
  if (params.leaves < 2 || params.maxBins < 3 || params.maxBins > 255) throw new AppError({ code: 'PARAMS_INVALID', message: `expected at least 2 leaves and 3 to 255 bins, received ${params.leaves} and ${params.maxBins}`, fix: 'choose values in these ranges' });
}

const diverged = (tree: number): AppError => new AppError({ code: 'MODEL_DIVERGED', message: `The loss left the numbers at tree ${tree}.`, fix: 'Lower the learning rate, or raise lambda and the rows a leaf must hold.' });

/** Fewer cells than this are done before other threads have started. */
const CELLS_FOR_THREADS = 1_000_000;

const threadsFor = ({ train, threads = 1 }: TrainGbdtOptions): number => (train.table.rows * train.table.columns.length < CELLS_FOR_THREADS ? 1 : Math.max(1, Math.min(threads, train.table.columns.length)));

class Boosting {
  round = 0;
  private readonly layout: BinLayout;
  private readonly arena: BoostingArena;
  private readonly binned: BinnedRows;
  private readonly validBinned: BinnedRows | null;
  private readonly labels: Labels;
  private readonly validLabels: Labels | null;
  private readonly objective: BoostingObjective;
  private readonly grower: TreeGrower;
  private readonly random: Xoshiro128;
  private readonly base: number;
  private readonly margin: Float64Array;
  private readonly validMargin: Float64Array | null;
  private readonly allFeatures: Int32Array;
  private trees: GbdtTree[] = [];
  private bestRound = 0;
  private bestLoss = Number.POSITIVE_INFINITY;
  private exhausted = false;

  constructor(private readonly options: TrainGbdtOptions, private readonly params: GbdtParams) {
    const { train, valid, seed } = options;
    this.layout = fitBins(train.table, params.maxBins);
    this.arena = boostingArena(train.table.rows, this.layout, params.leaves, threadsFor(options));
    this.binned = binRows(train.table, this.layout, this.arena.columns);
    binCells(this.binned, this.arena.cells);
    this.labels = labelsOf(train, params);
    this.validLabels = valid ? labelsOf(valid, params) : null;
    this.validBinned = valid ? binRows(valid.table, this.layout) : null;
    this.objective = objectiveOf(params);
    const monotone = Int8Array.from(train.table.columns, (c) => (c.kind === 'numeric' ? (params.monotone[c.name] ?? 0) : 0));
    this.grower = new TreeGrower(this.arena, this.layout, params, monotone);
    this.random = Xoshiro128.fromSeed(seed, 11);
    this.base = this.objective.start(this.labels);
    this.margin = new Float64Array(train.table.rows).fill(this.base);
    this.validMargin = valid ? new Float64Array(valid.table.rows).fill(this.base) : null;
    this.allFeatures = Int32Array.from(train.table.columns.keys());
    if (options.resume) this.restore(options.resume);
  }

  private restore(state: GbdtState): void {
    this.round = state.round;
    this.trees = [...state.trees];
    this.bestRound = state.bestRound;
    this.bestLoss = state.bestLoss;
    this.random.state = state.random;
    for (const tree of this.trees) {
      addTree(tree, this.options.train.table, this.margin);
      if (this.options.valid && this.validMargin) addTree(tree, this.options.valid.table, this.validMargin);
    }
  }

  get finished(): boolean {
    const { trees, patience } = this.params;
    return this.exhausted || this.round >= trees || (this.validBinned !== null && patience > 0 && this.round - this.bestRound >= patience);
  }

  start(): Promise<void> {
    return this.arena.team.start();
  }

  close(): Promise<void> {
    return this.arena.team.close();
  }

  next(): GbdtRound {
    this.objective.gradients(this.labels, this.margin, this.arena.pairs);
    const { bag, rest } = this.drawRows();
    const grown = this.grower.grow(bag.length, this.drawFeatures());
    // a tree that cannot split adds nothing now nor, without subsampling, ever after
    if (grown.nodes.length === 0 && this.params.subsample >= 1 && this.params.featureFraction >= 1) this.exhausted = true;
    this.renewLeaves(grown, bag);
    if (!grown.leafValue.every(Number.isFinite)) throw diverged(this.round + 1);
    this.addGrown(grown, bag, rest);
    this.trees.push(toTree(grown, this.layout, this.params.learningRate));
    this.round++;
    const validLoss = this.validLabels && this.validMargin ? this.objective.loss(this.validLabels, this.validMargin) : null;
    if (validLoss !== null && !Number.isFinite(validLoss)) throw diverged(this.round);
    if (validLoss === null || validLoss < this.bestLoss) {
      this.bestLoss = validLoss ?? this.bestLoss;
      this.bestRound = this.round;
    }
    const { objective, labels, margin, round } = this;
    return { round, validLoss, trainLoss: () => objective.loss(labels, margin) };
  }

  /** Under a monotone constraint the values stand as they were found: renewing them one by one could break it. */
  private renewLeaves(grown: GrownTree, bag: Int32Array): void {
    const { objective, params } = this;
    if (objective.renew === undefined || Object.values(params.monotone).some((m) => m !== 0)) return;
    for (let l = 0; l < grown.leafValue.length; l++) {
      const begin = grown.leafBegin[l]!;
      if (grown.leafRows[l]! > 0) grown.leafValue[l] = objective.renew(this.labels, this.margin, bag.subarray(begin, begin + grown.leafRows[l]!));
    }
  }

  private addGrown(grown: GrownTree, bag: Int32Array, rest: Int32Array): void {
    const rate = this.params.learningRate;
    const tables = sideTables(grown, this.layout);
    grown.leafBegin.forEach((begin, l) => {
      const value = grown.leafValue[l]! * rate;
      for (let i = begin; i < begin + grown.leafRows[l]!; i++) this.margin[bag[i]!]! += value;
    });
    for (let i = 0; i < rest.length; i++) this.margin[rest[i]!]! += grown.leafValue[leafOfRow(grown, tables, this.binned.columns, rest[i]!)]! * rate;
    if (this.validBinned === null || this.validMargin === null) return;
    for (let row = 0; row < this.validBinned.rows; row++) this.validMargin[row]! += grown.leafValue[leafOfRow(grown, tables, this.validBinned.columns, row)]! * rate;
  }

  /** Selection sampling keeps the rows in order: partitions then read memory forwards. */
  private drawRows(): { bag: Int32Array; rest: Int32Array } {
    const { order } = this.arena;
    const n = order.length;
    if (this.params.subsample >= 1) {
      for (let i = 0; i < n; i++) order[i] = i;
      return { bag: order, rest: new Int32Array(0) };
    }
    const wanted = Math.max(1, Math.round(n * this.params.subsample));
    const rest = new Int32Array(n - wanted);
    let taken = 0;
    for (let i = 0; i < n; i++) {
      if (this.random.uniform() * (n - i) < wanted - taken) order[taken++] = i;
      else rest[i - taken] = i;
    }
    return { bag: order.subarray(0, wanted), rest };
  }

  private drawFeatures(): Int32Array {
    if (this.params.featureFraction >= 1) return this.allFeatures;
    const wanted = Math.max(1, Math.round(this.allFeatures.length * this.params.featureFraction));
    return this.random.shuffle(this.allFeatures.slice()).slice(0, wanted).sort();
  }

  state(): GbdtState {
    return { round: this.round, trees: [...this.trees], bestRound: this.bestRound, bestLoss: this.bestLoss, random: this.random.state };
  }

  result(): GbdtResult {
    const columns = this.options.train.table.columns;
    const kept = this.validBinned === null ? this.trees.length : this.bestRound;
    const features = columns.map((c) => ({ name: c.name, kind: c.kind, levels: c.kind === 'category' ? c.levels : 0 }));
    return {
      model: { objective: this.params.objective, base: this.base, features, trees: this.trees.slice(0, kept) },
      bestRound: this.bestRound, rounds: this.round, validLoss: this.validBinned === null ? null : this.bestLoss, threads: this.arena.team.size,
    };
  }
}
