import { modelSignatureSchema, type ModelSignature } from '@bellwether/contracts';
import type { FittedView } from '@bellwether/features';
import { z } from 'zod';
import { calibrationSchema } from '../binary/calibration';
import { encodeJson, fileName, fileOf, readJson, readView } from '../rows/artifact-files';
import type { ArtifactFile } from '../task-family';

/** Which files make the model, and how their scores are put together: models of a member are averaged, members weighted, the sum calibrated. */
const manifestSchema = z.strictObject({
  format: z.literal('bellwether-propensity'),
  version: z.literal(1),
  members: z.array(z.strictObject({ name: z.string().max(60), weight: z.number().min(0).max(1), /** where the member has a view of its own */ view: fileName.optional(), models: z.array(z.strictObject({ kind: z.enum(['network', 'trees']), file: fileName, /** the same network for serving, in runs from before the whole model was one file */ onnx: fileName.optional() })).min(1).max(64) })).min(1).max(64),
  calibration: calibrationSchema.nullable(),
  /** the whole model for serving: raw columns in, probability out */
  onnx: z.strictObject({ file: fileName, sha256: z.string().regex(/^[0-9a-f]{64}$/) }).optional(),
});
export type Manifest = z.infer<typeof manifestSchema>;

const FILES = { manifest: 'model.json', view: 'view.json', signature: 'signature.json' } as const;

export type PropensityArtifact = { manifest: Manifest; view: FittedView; /** of members that have their own, by file */ views: Map<string, FittedView>; signature: ModelSignature; /** those that the manifest names */ models: ArtifactFile[] };

export function packArtifact({ manifest, view, views, signature, models }: PropensityArtifact): ArtifactFile[] {
  return [encodeJson(FILES.manifest, manifest), encodeJson(FILES.view, view), encodeJson(FILES.signature, signature), ...[...views].map(([name, own]) => encodeJson(name, own)), ...models];
}

/** @throws AppError MODEL_ARTIFACT_INVALID naming the file and what is wrong with it */
export function unpackArtifact(files: readonly ArtifactFile[]): PropensityArtifact {
  const manifest = readJson(files, FILES.manifest, manifestSchema);
  const view = readView(files, FILES.view);
  const views = new Map(manifest.members.flatMap((m) => (m.view === undefined ? [] : [[m.view, readView(files, m.view)] as const])));
  const models = manifest.members.flatMap((m) => m.models.flatMap((model) => [fileOf(files, model.file), ...(model.onnx === undefined ? [] : [fileOf(files, model.onnx)])]));
  if (manifest.onnx !== undefined) models.push(fileOf(files, manifest.onnx.file));
  return { manifest, view, views, signature: readJson(files, FILES.signature, modelSignatureSchema), models };
}
