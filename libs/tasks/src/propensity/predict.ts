import { RowReader, signatureFields, viewFields, type FittedView } from '@bellwether/features';
import type { InputRow, ModelSignature } from '@bellwether/contracts';
import { openFile } from '../one-file/exported-file';
import { readFileSignature } from '../one-file/file-metadata';
import { baselineRow, shapleyByOrders, shown, type Contribution } from '../rows/shapley';
import type { ArtifactFile, Predictor } from '../task-family';
import { unpackArtifact, type PropensityArtifact } from './artifact';
import { openNetwork, type NetworkRunner } from './network';
import { combine, type Scorer } from './scorer';
import { openTrees } from './trees';

const logit = (p: number): number => {
  const clipped = Math.min(1 - 1e-12, Math.max(1e-12, p));
  return Math.log(clipped / (1 - clipped));
};

/** @throws AppError MODEL_ARTIFACT_INVALID @owns the caller disposes it */
export async function loadPropensity(files: ArtifactFile[]): Promise<Predictor> {
  const [only] = files;
  if (files.length === 1 && only!.name.endsWith('.onnx')) return loadFile(only!.bytes);
  const artifact = unpackArtifact(files);
  const { manifest, view, signature, models } = artifact;
  const scorer = manifest.onnx === undefined ? await openMembers(artifact) : await openFile(bytesOf(artifact, manifest.onnx.file), viewFields(view), { sha256: manifest.onnx.sha256 });
  const reader = new RowReader(viewFields(view));
  // one tree model has exact contributions; anything averaged or calibrated is asked through its scores
  const [member] = manifest.members;
  const exact = manifest.members.length === 1 && member!.models.length === 1 && member!.models[0]!.kind === 'trees' && manifest.calibration === null;
  let trees: ReturnType<typeof openTrees> | null = null;
  return predictorOf({
    signature, scorer, reader,
    explain(row) {
      if (!exact) return shapleyByOrders(scorer, reader, row, baselineRow(view), logit);
      trees ??= openTrees(models[0]!.bytes, view);
      const phi = trees.explain(reader.read([row]).table);
      return Promise.resolve(view.inputs.map((input, k) => ({ feature: input.name, value: shown(row[input.name]), contribution: phi[k]! })));
    },
  });
}

/** The one file alone, from wherever it was kept: what it needs to know stands in its metadata. @throws AppError MODEL_ARTIFACT_INVALID */
async function loadFile(bytes: Uint8Array): Promise<Predictor> {
  const signature = readFileSignature(bytes);
  const fields = signatureFields(signature);
  const [scorer, reader] = [await openFile(bytes, fields), new RowReader(fields)];
  const baseline = Object.fromEntries(signature.inputs.map((i) => [i.name, i.example]));
  return predictorOf({ signature, scorer, reader, explain: (row) => shapleyByOrders(scorer, reader, row, baseline, logit) });
}

function predictorOf({ signature, scorer, reader, explain }: { signature: ModelSignature; scorer: Scorer; reader: RowReader; explain(row: InputRow): Promise<Contribution[]> }): Predictor {
  const threshold = signature.output.threshold ?? 0.5;
  return {
    signature,
    async predictRows(rows) {
      if (rows.length === 0) return [];
      const { table, warnings } = reader.read(rows);
      const scores = await scorer.score(table);
      return Array.from(scores, (score, r) => ({ score, label: score >= threshold ? signature.output.positiveValue : null, warnings: warnings[r]! }));
    },
    predictTable: (table) => scorer.score(table),
    explain: async (row) => (await explain(row)).sort((a, b) => Math.abs(b.contribution) - Math.abs(a.contribution)),
    dispose: () => scorer.dispose(),
  };
}

const bytesOf = ({ models }: PropensityArtifact, name: string): Uint8Array => models.find((f) => f.name === name)!.bytes;

/** Without the one file: each model as its engine computes it, put together here. */
async function openMembers(artifact: PropensityArtifact): Promise<Scorer> {
  const { manifest, view, views } = artifact;
  const opened = await Promise.all(manifest.members.map(async (m) => ({
    weight: m.weight,
    models: await Promise.all(m.models.map((model) => openModel(model.kind, bytesOf(artifact, model.file), model.onnx === undefined ? null : { onnx: bytesOf(artifact, model.onnx) }, m.view === undefined ? view : views.get(m.view)!))),
  })));
  return combine(opened, manifest.calibration);
}

/** @throws AppError MODEL_ARTIFACT_INVALID @owns the caller disposes it */
export const openModel = (kind: 'network' | 'trees', bytes: Uint8Array, by: NetworkRunner, view: FittedView): Promise<Scorer> =>
  kind === 'trees' ? Promise.resolve(openTrees(bytes, view)) : openNetwork(bytes, by, view);
