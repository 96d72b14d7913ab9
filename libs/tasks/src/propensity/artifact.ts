import { AppError, modelSignatureSchema, type ModelSignature } from '@bellwether/contracts';
import type { FittedView } from '@bellwether/features';
import { z } from 'zod';
import { calibrationSchema } from '../binary/calibration';
import type { ArtifactFile } from '../task-family';

const fileName = z.string().regex(/^[a-z0-9.-]{1,60}$/);

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

const scaleSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('none') }),
  z.object({ kind: z.literal('affine'), centre: z.number(), scale: z.number() }),
  z.object({ kind: z.literal('quantile'), knots: z.array(z.number()).min(2).max(10_000) }),
]);
/** A view read from a file is checked as closely as one from a stranger. */
const viewSchema = z.object({
  version: z.literal(1), spec: z.record(z.string(), z.unknown()), features: z.array(z.string()).min(1).max(1_000_000),
  inputs: z.array(z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('numeric'), name: z.string(), type: z.string(), fill: z.number(), flag: z.boolean(), scale: scaleSchema, min: z.number(), max: z.number(), median: z.number() }),
    z.object({ kind: z.literal('category'), name: z.string(), type: z.string(), encoding: z.enum(['one-hot', 'ordinal']), levels: z.array(z.string()).min(1).max(100_000), missing: z.enum(['unknown', 'level']), fill: z.string().nullable() }),
  ])).min(1),
});

const FILES = { manifest: 'model.json', view: 'view.json', signature: 'signature.json' } as const;

export type PropensityArtifact = { manifest: Manifest; view: FittedView; /** of members that have their own, by file */ views: Map<string, FittedView>; signature: ModelSignature; /** those that the manifest names */ models: ArtifactFile[] };

const encode = (name: string, value: unknown): ArtifactFile => ({ name, bytes: new TextEncoder().encode(JSON.stringify(value)) });

export function packArtifact({ manifest, view, views, signature, models }: PropensityArtifact): ArtifactFile[] {
  return [encode(FILES.manifest, manifest), encode(FILES.view, view), encode(FILES.signature, signature), ...[...views].map(([name, own]) => encode(name, own)), ...models];
}

/** @throws AppError MODEL_ARTIFACT_INVALID naming the file and what is wrong with it */
export function unpackArtifact(files: readonly ArtifactFile[]): PropensityArtifact {
  const manifest = read(files, FILES.manifest, manifestSchema);
  const view = readView(files, FILES.view);
  const views = new Map(manifest.members.flatMap((m) => (m.view === undefined ? [] : [[m.view, readView(files, m.view)] as const])));
  const models = manifest.members.flatMap((m) => m.models.flatMap((model) => [fileOf(files, model.file), ...(model.onnx === undefined ? [] : [fileOf(files, model.onnx)])]));
  if (manifest.onnx !== undefined) models.push(fileOf(files, manifest.onnx.file));
  return { manifest, view, views, signature: read(files, FILES.signature, modelSignatureSchema), models };
}

function readView(files: readonly ArtifactFile[], name: string): FittedView {
  const view = read(files, name, viewSchema) as unknown as FittedView;
  const width = view.inputs.reduce((sum, i) => sum + (i.kind === 'numeric' ? (i.flag ? 2 : 1) : i.encoding === 'ordinal' ? 1 : i.levels.length + 1), 0);
  if (width !== view.features.length) throw invalid(name, `its inputs make ${width} features, it lists ${view.features.length}`);
  return view;
}

function fileOf(files: readonly ArtifactFile[], name: string): ArtifactFile {
  const file = files.find((f) => f.name === name);
  if (file === undefined) throw invalid(name, 'it is missing');
  return file;
}

function read<T>(files: readonly ArtifactFile[], name: string, schema: z.ZodType<T>): T {
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(fileOf(files, name).bytes));
  } catch (cause) {
    throw cause instanceof AppError ? cause : invalid(name, 'it is not JSON');
  }
  const parsed = schema.safeParse(value);
  if (!parsed.success) throw invalid(name, z.prettifyError(parsed.error));
  return parsed.data;
}

const invalid = (name: string, what: string): AppError => new AppError({ code: 'MODEL_ARTIFACT_INVALID', message: `The file ${name} of the model cannot be used: ${what}.`, fix: 'Use the files of the run, unchanged.' });
