import { rowsToTable, type FittedView } from '@bellwether/features';
import type { ArtifactFile, Predictor } from '../task-family';
import { unpackArtifact } from './artifact';
import { shapleyByOrders, shown } from './explain';
import { openNetwork } from './network';
import { combine, type Scorer } from './scorer';
import { openTrees } from './trees';

/** @throws AppError MODEL_ARTIFACT_INVALID @owns the caller disposes it */
export async function loadPropensity(files: ArtifactFile[]): Promise<Predictor> {
  const { manifest, view, views, signature, models } = unpackArtifact(files);
  const bytesOf = (name: string): Uint8Array => models.find((f) => f.name === name)!.bytes;
  const opened = await Promise.all(manifest.members.map(async (m) => ({ weight: m.weight, models: await Promise.all(m.models.map((model) => openModel(model.kind, bytesOf(model.file), model.onnx === undefined ? null : bytesOf(model.onnx), m.view === undefined ? view : views.get(m.view)!))) })));
  const scorer = combine(opened, manifest.calibration);
  // one tree model has exact contributions; anything averaged or calibrated is asked through its scores
  const [only] = manifest.members;
  const trees = manifest.members.length === 1 && only!.models.length === 1 && only!.models[0]!.kind === 'trees' && manifest.calibration === null ? openTrees(models[0]!.bytes, view) : null;
  const threshold = signature.output.threshold ?? 0.5;
  return {
    signature,
    async predictRows(rows) {
      if (rows.length === 0) return [];
      const { table, warnings } = rowsToTable(view, rows);
      const scores = await scorer.score(table);
      return Array.from(scores, (score, r) => ({ score, label: score >= threshold ? signature.output.positiveValue : null, warnings: warnings[r]! }));
    },
    predictTable: (table) => scorer.score(table),
    async explain(row) {
      if (trees === null) return byWeight(await shapleyByOrders(scorer, view, row));
      const { table } = rowsToTable(view, [row]);
      const phi = trees.explain(table);
      return byWeight(view.inputs.map((input, k) => ({ feature: input.name, value: shown(row[input.name]), contribution: phi[k]! })));
    },
    dispose: () => scorer.dispose(),
  };
}

/** @throws AppError MODEL_ARTIFACT_INVALID @owns the caller disposes it */
export const openModel = (kind: 'network' | 'trees', bytes: Uint8Array, onnx: Uint8Array | null, view: FittedView): Promise<Scorer> =>
  kind === 'trees' ? Promise.resolve(openTrees(bytes, view)) : openNetwork(bytes, onnx, view);

const byWeight = <T extends { contribution: number }>(list: T[]): T[] => list.sort((a, b) => Math.abs(b.contribution) - Math.abs(a.contribution));
