import { AppError, modelSignatureSchema, type ModelSignature } from '@bellwether/contracts';
import { readBundle, type ArtifactStore, type BundleFile } from '@bellwether/lineage/artifact';
import type { ArtifactFile, EvaluationRows, TrainedModel } from '@bellwether/tasks';
import { decodeEvaluation, encodeEvaluation } from './evaluation-file';

/** What a run leaves behind for comparisons, promotions and registration. */
export type RunEvidence = { evaluation: EvaluationRows; /** 1-based source rows used to fit */ trainRowIndex: Int32Array; signature: ModelSignature; card: string };

const EVALUATION = 'evidence/evaluation.bin';
const TRAIN_ROWS = 'evidence/train-rows.bin';
const SIGNATURE = 'signature.json';
const CARD = 'card.md';
const MODEL = 'model/';

/** All files of a trained model, as the artifact store keeps them: the family's own under `model/`, the evidence beside them. */
export function bundleOf(trained: Pick<TrainedModel, 'artifact' | 'evaluation' | 'trainRowIndex' | 'signature' | 'card'>): BundleFile[] {
  const text = (name: string, value: string): BundleFile => ({ name, bytes: new TextEncoder().encode(value) });
  return [
    ...trained.artifact.map((f) => ({ name: `${MODEL}${f.name}`, bytes: f.bytes })),
    { name: EVALUATION, bytes: encodeEvaluation(trained.evaluation) },
    { name: TRAIN_ROWS, bytes: new Uint8Array(trained.trainRowIndex.buffer, trained.trainRowIndex.byteOffset, trained.trainRowIndex.byteLength) },
    text(SIGNATURE, JSON.stringify(trained.signature)),
    text(CARD, trained.card),
  ];
}

/** The family's own files, for `family.load`. @throws AppError NOT_FOUND, MODEL_ARTIFACT_INVALID */
export async function readModelFiles(store: ArtifactStore, artifactHash: string): Promise<ArtifactFile[]> {
  const files = await readBundle(store, artifactHash);
  return files.filter((f) => f.name.startsWith(MODEL)).map((f) => ({ name: f.name.slice(MODEL.length), bytes: f.bytes }));
}

/** @throws AppError NOT_FOUND, MODEL_ARTIFACT_INVALID */
export async function readEvidence(store: ArtifactStore, artifactHash: string): Promise<RunEvidence> {
  const files = await readBundle(store, artifactHash, [EVALUATION, TRAIN_ROWS, SIGNATURE, CARD]);
  const bytes = (name: string): Uint8Array => {
    const file = files.find((f) => f.name === name);
    if (!file) throw invalid(`expected the file ${name}, received none`);
    return file.bytes;
  };
  const rows = bytes(TRAIN_ROWS).slice();
  const signature = modelSignatureSchema.parse(JSON.parse(new TextDecoder().decode(bytes(SIGNATURE))));
  return {
    // the threshold that the run chose: metrics at the best threshold cannot be compared without it
    evaluation: { ...decodeEvaluation(bytes(EVALUATION)), threshold: signature.output.threshold },
    trainRowIndex: new Int32Array(rows.buffer, 0, rows.byteLength >> 2),
    signature,
    card: new TextDecoder().decode(bytes(CARD)),
  };
}

const invalid = (what: string) => new AppError({ code: 'MODEL_ARTIFACT_INVALID', message: `The artifact of this run cannot be read: ${what}.`, fix: 'Run the training again.' });
