import { modelSignatureSchema, type ModelSignature } from '@bellwether/contracts';
import type { FittedView } from '@bellwether/features';
import { z } from 'zod';
import { encodeJson, fileName, fileOf, readJson, readView } from '../rows/artifact-files';
import type { ArtifactFile } from '../task-family';
import { curveSchema } from './hazard';
import { intervalSchema } from './interval';
import { linearSchema } from './linear';
import { constantSchema, rateSchema } from './past-rate';
import { weibullSchema } from './weibull';

/** A model that fits into the manifest, or the file of one that does not. */
const memberSchema = z.discriminatedUnion('kind', [constantSchema, curveSchema, rateSchema, linearSchema, weibullSchema, z.strictObject({ kind: z.literal('trees'), file: fileName, floor: z.number().nullable() }), z.strictObject({ kind: z.literal('hazard'), file: fileName, ends: z.array(z.number().positive()).min(1).max(100) }), z.strictObject({ kind: z.literal('glm-trees'), linear: linearSchema, file: fileName }), z.strictObject({ kind: z.literal('network'), file: fileName })]);
export type StoredMember = z.infer<typeof memberSchema>;

const manifestSchema = z.strictObject({
  format: z.literal('bellwether-value'), version: z.literal(1),
  members: z.array(z.strictObject({ name: z.string().max(60), weight: z.number().min(0).max(1), model: memberSchema })).min(1).max(64),
  /** what the weighted sum is multiplied by, so that totals are right */
  factor: z.number().positive(),
  interval: intervalSchema,
  /** the whole model as one file, for elsewhere; absent where there is none, and in runs from before there was one */
  onnx: z.strictObject({ file: fileName, sha256: z.string().regex(/^[0-9a-f]{64}$/) }).optional(),
});
export type Manifest = z.infer<typeof manifestSchema>;

const FILES = { manifest: 'model.json', view: 'view.json', signature: 'signature.json' } as const;
export type ValueArtifact = { manifest: Manifest; view: FittedView; signature: ModelSignature; /** those that the manifest names */ models: ArtifactFile[] };

export function packArtifact({ manifest, view, signature, models }: ValueArtifact): ArtifactFile[] {
  return [encodeJson(FILES.manifest, manifest), encodeJson(FILES.view, view), encodeJson(FILES.signature, signature), ...models];
}

/** @throws AppError MODEL_ARTIFACT_INVALID naming the file and what is wrong with it */
export function unpackArtifact(files: readonly ArtifactFile[]): ValueArtifact {
  const manifest = readJson(files, FILES.manifest, manifestSchema);
  const models = manifest.members.flatMap(({ model }) => ('file' in model ? [fileOf(files, model.file)] : []));
  if (manifest.onnx !== undefined) models.push(fileOf(files, manifest.onnx.file));
  return { manifest, view: readView(files, FILES.view), signature: readJson(files, FILES.signature, modelSignatureSchema), models };
}
