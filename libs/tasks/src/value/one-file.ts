import { AppError } from '@bellwether/contracts';
import type { FittedView } from '@bellwether/features';
import { decodeGbdt, emitGbdtMargins, GraphComposer, type GbdtModel, type OnnxFileGraph, type Value } from '@bellwether/model';
import { SCORE } from '../one-file/exported-file';
import { declareColumns, rawColumnsOf, type RawInputs } from '../one-file/raw-columns';
import { emitTreeColumns } from '../one-file/tree-columns';
import { emitView, pickFeatures } from '../one-file/view-graph';
import type { StoredMember } from './artifact';
import { PERIOD } from './hazard';
import type { LinearModel } from './linear';
import { valueNetworkGraph } from './network';
import type { RateModel } from './past-rate';
import type { WeibullModel } from './weibull';

/** The second output of a file that knows when: the chance of still waiting at the end of each period. */
export const SURVIVAL = 'survival';

export type WeighedMember = { weight: number; model: StoredMember; /** null where the model stands in the manifest */ bytes: Uint8Array | null };
/** What one member says. @shape said: [rows, 1], survival: [rows, periods] */
type Said = { said: Value; when: { survival: Value; ends: readonly number[] } | null };

/** Graph under construction with what its members share. */
class ValueGraph {
  readonly g = new GraphComposer();
  private readonly raw: RawInputs;

  constructor(private readonly view: FittedView) {
    this.raw = declareColumns(this.g, rawColumnsOf(view));
  }

  /** Any column: it knows how many rows there are. @shape [rows, 1] */
  private anyColumn = (): Value => (this.raw.numbers === null ? [...this.raw.texts.values()][0]! : this.g.columns(this.raw.numbers, this.raw.places.size, [0]));

  /** The same in every row. @shape [rows, values.length] */
  private same = (values: readonly number[]): Value => this.g.node('Expand', [this.g.doubles(values, [1, values.length]), this.g.node('Shape', [this.anyColumn()])]);

  /** @shape [rows, features] float32 */
  private features(): Value {
    return pickFeatures(this.g, emitView(this.g, this.view, this.raw), this.view.features.map((_, f) => f));
  }

  /** @shape [rows, 1] float64 */
  private margin({ intercept, weights }: { intercept: number; weights: readonly number[] }): Value {
    return this.g.node('Add', [this.g.node('MatMul', [this.g.cast(this.features(), 'float64'), this.g.doubles(weights, [weights.length, 1])]), this.g.scalar(intercept)]);
  }

  private linear = (model: LinearModel): Value => this.g.node('Clip', [this.g.node('Exp', [this.margin(model)]), this.g.scalar(model.floor), this.g.scalar(model.most)]);

  private rate({ column, factor, prior, fill, floor }: RateModel): Value {
    const { g, raw } = this;
    const past = raw.places.has(column) ? g.columns(raw.numbers!, raw.places.size, [raw.places.get(column)!]) : this.same([fill]);
    // of numbers that are not finite only NaN is left here
    const known = g.node('Where', [g.node('IsNaN', [past]), g.scalar(fill), g.node('Max', [past, g.scalar(0)])]);
    return g.node('Max', [g.node('Mul', [g.node('Add', [known, g.scalar(prior)]), g.scalar(factor)]), g.scalar(floor)]);
  }

  private trees(bytes: Uint8Array): Value {
    const model = decodeGbdt(bytes);
    const margins = emitGbdtMargins(this.g, this.treeColumns(model), [model]);
    return model.objective === 'tweedie' || model.objective === 'poisson' ? this.g.node('Exp', [margins]) : margins;
  }

  private treeColumns = (model: GbdtModel): Value => emitTreeColumns(this.g, this.view, this.raw, model.features.map((f) => f.name).filter((name) => name !== PERIOD));

  /** All periods of all rows go through the trees at once. @shape [rows, periods] */
  private hazard(bytes: Uint8Array, periods: number): Value {
    const { g } = this;
    const model = decodeGbdt(bytes);
    const inputs = g.node('Tile', [this.treeColumns(model), g.ints(periods, 1)]);
    const period = g.concat(Array.from({ length: periods }, (_, p) => this.same([p])), 0);
    const goesOn = g.node('Sigmoid', [g.node('Neg', [emitGbdtMargins(g, g.concat([inputs, period]), [model])])]);
    const byPeriod = g.node('Reshape', [g.node('Log', [goesOn]), g.ints(periods, -1)]);
    return g.node('Transpose', [g.node('Exp', [g.node('CumSum', [byPeriod, g.constant('int64', BigInt64Array.of(0n), [])])])], { perm: { ints: [1, 0] } });
  }

  private weibull(model: WeibullModel): Value {
    const { g } = this;
    const passed = g.doubles(model.ends.map((end) => end ** model.shape), [1, model.ends.length]);
    return g.node('Exp', [g.node('Neg', [g.node('Mul', [g.node('Exp', [this.margin(model)]), passed])])]);
  }

  /** The area under the curve, as in `expectedWait`. */
  private when(survival: Value, ends: readonly number[]): Said {
    const spans = ends.map((end, k) => end - (ends[k - 1] ?? 0));
    const shares = spans.map((span, k) => (span + (spans[k + 1] ?? 0)) / 2);
    const said = this.g.node('Add', [this.g.node('MatMul', [survival, this.g.doubles(shares, [ends.length, 1])]), this.g.scalar(spans[0]! / 2)]);
    return { said, when: { survival, ends } };
  }

  private async network(bytes: Uint8Array): Promise<Value> {
    const { g } = this;
    const { graph, scale, floor } = await valueNetworkGraph(bytes);
    const out = g.node('Mul', [g.node('Reshape', [g.cast(g.inline(graph, { x: this.features() }), 'float64'), g.ints(-1, 1)]), g.scalar(scale)]);
    return floor === null ? out : g.node('Max', [out, g.scalar(floor)]);
  }

  async member({ model, bytes }: WeighedMember): Promise<Said> {
    const only = (said: Value): Said => ({ said, when: null });
    switch (model.kind) {
      case 'constant': return only(this.same([model.mean]));
      case 'curve': return this.when(this.same(model.survival), model.ends);
      case 'rate': return only(this.rate(model));
      case 'glm': return only(this.linear(model));
      case 'weibull': return this.when(this.weibull(model), model.ends);
      case 'trees': return only(model.floor === null ? this.trees(bytes!) : this.g.node('Max', [this.trees(bytes!), this.g.scalar(model.floor)]));
      case 'glm-trees': return only(this.g.node('Mul', [this.linear(model.linear), this.trees(bytes!)]));
      case 'hazard': return this.when(this.hazard(bytes!, model.ends.length), model.ends);
      case 'network': return only(await this.network(bytes!));
    }
  }
}

/** Most periods times trees of one file: beyond, a row costs more than a call to the product. */
const MOST_PASSES = 100_000;

function refuseTooMuch(members: readonly WeighedMember[]): void {
  const passes = members.reduce((sum, { model, bytes }) => sum + (model.kind === 'hazard' ? decodeGbdt(bytes!).trees.length * model.ends.length : 0), 0);
  if (passes > MOST_PASSES) throw new AppError({ code: 'PARAMS_INVALID', message: `expected at most ${MOST_PASSES} passes of a tree for each waiting time, received ${passes}: a file that walks through every period in every tree would be slower than the product`, fix: 'train fewer trees' });
}

/**
 * The whole model as one graph: raw columns in, view, every member and the blend inside, one expected value a row out; of waiting times also the chances of still waiting.
 * @param most nothing more than this is said; null: no such end
 * @throws AppError PARAMS_INVALID for what would make a file that nobody could use
 * @shape score [rows] float64, survival [rows, periods] float64
 */
export async function composeValueGraph(view: FittedView, members: readonly WeighedMember[], { factor, most }: { factor: number; most: number | null }): Promise<OnnxFileGraph> {
  const used = members.filter((m) => m.weight > 0);
  refuseTooMuch(used);
  const graph = new ValueGraph(view);
  const { g } = graph;
  const said: Said[] = [];
  for (const m of used) said.push(await graph.member(m));
  const sum = g.node('MatMul', [g.concat(said.map((s) => s.said)), g.doubles(used.map((m) => factor * m.weight))]);
  const outputs = [{ name: SCORE, value: most === null ? sum : g.node('Min', [sum, g.scalar(most)]), dtype: 'float64' as const, shape: ['rows'] as (string | number)[] }];
  const knowing = said.flatMap(({ when }, k) => (when === null ? [] : [{ ...when, weight: used[k]!.weight }]));
  if (knowing.length > 0) {
    const total = knowing.reduce((sum_, k) => sum_ + k.weight, 0);
    const shares = knowing.map((k) => g.node('Mul', [k.survival, g.scalar(k.weight / total)]));
    outputs.push({ name: SURVIVAL, value: shares.length === 1 ? shares[0]! : g.node('Sum', shares), dtype: 'float64', shape: ['rows', knowing[0]!.ends.length] });
  }
  return g.finish('bellwether', outputs);
}
