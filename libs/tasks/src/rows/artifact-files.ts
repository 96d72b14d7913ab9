import { AppError } from '@bellwether/contracts';
import type { FittedView } from '@bellwether/features';
import { z } from 'zod';
import type { ArtifactFile } from '../task-family';

/** Names of files within a model. */
export const fileName = z.string().regex(/^[a-z0-9.-]{1,60}$/);

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

export const encodeJson = (name: string, value: unknown): ArtifactFile => ({ name, bytes: new TextEncoder().encode(JSON.stringify(value)) });

/** @throws AppError MODEL_ARTIFACT_INVALID */
export function readView(files: readonly ArtifactFile[], name: string): FittedView {
  const view = readJson(files, name, viewSchema) as unknown as FittedView;
  const width = view.inputs.reduce((sum, i) => sum + (i.kind === 'numeric' ? (i.flag ? 2 : 1) : i.encoding === 'ordinal' ? 1 : i.levels.length + 1), 0);
  if (width !== view.features.length) throw invalid(name, `its inputs make ${width} features, it lists ${view.features.length}`);
  return view;
}

/** @throws AppError MODEL_ARTIFACT_INVALID */
export function fileOf(files: readonly ArtifactFile[], name: string): ArtifactFile {
  const file = files.find((f) => f.name === name);
  if (file === undefined) throw invalid(name, 'it is missing');
  return file;
}

/** @throws AppError MODEL_ARTIFACT_INVALID naming the file and what is wrong with it */
export function readJson<T>(files: readonly ArtifactFile[], name: string, schema: z.ZodType<T>): T {
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

export const invalid = (name: string, what: string): AppError => new AppError({ code: 'MODEL_ARTIFACT_INVALID', message: `The file ${name} of the model cannot be used: ${what}.`, fix: 'Use the files of the run, unchanged.' });
