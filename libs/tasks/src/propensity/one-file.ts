import type { FittedView } from '@bellwether/features';
import { decodeGbdt, emitGbdtMargins, GraphComposer, type GbdtModel, type OnnxFileGraph, type OnnxGraph, type Value } from '@bellwether/model';
import { SCORE_CLIP, type Calibration } from '../binary/calibration';
import { SCORE } from '../one-file/exported-file';
import { declareColumns, rawColumnsOf, type RawInputs } from '../one-file/raw-columns';
import { emitTreeColumns } from '../one-file/tree-columns';
import { emitView, pickFeatures, type ViewGraph } from '../one-file/view-graph';
import { featurePlaces, type Topology } from './network-kinds';

/** One trained model: trees as they are stored, or a network as a graph of its own. */
export type ExportedModel = { kind: 'trees'; bytes: Uint8Array } | { kind: 'network'; graph: OnnxGraph; topology: Topology };
export type ExportedMember = { weight: number; view: FittedView; models: readonly ExportedModel[] };

type Part = { scores: Value; /** of each column, in the blend */ weights: number[] };

/** All tree models of one view in one operation. */
function emitForest(g: GraphComposer, raw: RawInputs, view: FittedView, models: readonly { model: GbdtModel; weight: number }[]): Part {
  const margins = emitGbdtMargins(g, emitTreeColumns(g, view, raw, models[0]!.model.features.map((f) => f.name)), models.map((m) => m.model));
  return { scores: g.node('Sigmoid', [margins]), weights: models.map((m) => m.weight) };
}

function emitNetwork(g: GraphComposer, views: ViewGraph, { graph, topology }: Extract<ExportedModel, { kind: 'network' }>, weight: number): Part {
  const places: Record<string, number[]> = featurePlaces(topology);
  const given = Object.fromEntries(graph.inputs.map(({ name }) => [name, pickFeatures(g, views, places[name]!)]));
  return { scores: g.node('Reshape', [g.cast(g.inline(graph, given), 'float64'), g.ints(-1, 1)]), weights: [weight] };
}

function partsOf(g: GraphComposer, raw: RawInputs, members: readonly ExportedMember[]): Part[] {
  const forests = new Map<FittedView, { model: GbdtModel; weight: number }[]>();
  const views = new Map<FittedView, ViewGraph>();
  const parts: Part[] = [];
  for (const { weight, view, models } of members) {
    for (const model of models) {
      const share = weight / models.length;
      if (model.kind === 'trees') forests.set(view, [...(forests.get(view) ?? []), { model: decodeGbdt(model.bytes), weight: share }]);
      else {
        const emitted = views.get(view) ?? emitView(g, view, raw);
        views.set(view, emitted);
        parts.push(emitNetwork(g, emitted, model, share));
      }
    }
  }
  return [...[...forests].map(([view, models]) => emitForest(g, raw, view, models)), ...parts];
}

/** logit p' = a ln p - b ln(1 - p) + c */
function emitCalibration(g: GraphComposer, score: Value, { a, b, c }: Calibration): Value {
  const p = g.node('Clip', [score, g.scalar(SCORE_CLIP), g.scalar(1 - SCORE_CLIP)]);
  const scaled = (x: Value, by: number): Value => g.node('Mul', [g.node('Log', [x]), g.scalar(by)]);
  const margin = g.node('Sub', [scaled(p, a), scaled(g.node('Sub', [g.scalar(1), p]), b)]);
  return g.node('Sigmoid', [g.node('Add', [margin, g.scalar(c)])]);
}

/**
 * The whole model as one graph: raw columns in, view, every model, blend and calibration inside, one probability a row out.
 * @shape score [rows] float64
 */
export function composeGraph(members: readonly ExportedMember[], calibration: Calibration | null): OnnxFileGraph {
  const g = new GraphComposer();
  const used = members.filter((m) => m.weight > 0);
  const raw = declareColumns(g, rawColumnsOf(members[0]!.view));
  const parts = partsOf(g, raw, used);
  const weights = parts.flatMap((p) => p.weights);
  const blend = g.node('MatMul', [g.concat(parts.map((p) => p.scores)), g.doubles(weights)]);
  // rounding may carry a mean of ones past one
  const score = calibration === null ? g.node('Min', [blend, g.scalar(1)]) : emitCalibration(g, blend, calibration);
  return g.finish('bellwether', [{ name: SCORE, value: score, dtype: 'float64', shape: ['rows'] }]);
}
