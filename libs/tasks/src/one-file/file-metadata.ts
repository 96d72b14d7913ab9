import { AppError, modelSignatureSchema, type ExportCheck, type MetricEstimate, type ModelSignature } from '@bellwether/contracts';
import { inspectOnnx } from '@bellwether/model';

const PREFIX = 'bellwether.';

export type FileFacts = { family: string; signature: ModelSignature; /** what the output is, and how it is to be read */ output: string; viewHash: string; metrics: Record<string, MetricEstimate>; check: ExportCheck; seed: number; /** what else the family must find in the file to load it alone */ more?: Record<string, string>; /** ids and versions that the run knows of itself */ provenance: Record<string, string> };

/** What a reader who has nothing but the file needs to know, as its metadata. */
export function fileMetadata({ family, signature, output, viewHash, metrics, check, seed, more = {}, provenance }: FileFacts): Record<string, string> {
  const facts = {
    format: '1', family, signature: JSON.stringify(signature), view_hash: viewHash, seed: String(seed), ...more,
    metrics: JSON.stringify(Object.fromEntries(Object.entries(metrics).map(([key, m]) => [key, { value: m.value, lo: m.lo, hi: m.hi }]))),
    check: JSON.stringify({ rows: check.rows, largestDifference: check.largestDifference, tolerance: check.tolerance }),
    usage: `Inputs are the columns as they are, each [rows, 1]: numbers as float64 (NaN where missing, dates as milliseconds since 1970, yes/no as 1 and 0), text categories as strings (empty where missing). The output score [rows] is ${output}.`,
    ...provenance,
  };
  return Object.fromEntries(Object.entries(facts).map(([key, value]) => [PREFIX + key, value]));
}

/** One of the facts of `more`, as it was written; undefined: the file has none of that name. */
export const readFileFact = (bytes: Uint8Array, name: string): string | undefined => inspectOnnx(bytes).metadata[PREFIX + name];

/** @throws AppError MODEL_ARTIFACT_INVALID for a file that this program did not write */
export function readFileSignature(bytes: Uint8Array): ModelSignature {
  const { metadata } = inspectOnnx(bytes);
  try {
    return modelSignatureSchema.parse(JSON.parse(metadata[`${PREFIX}signature`] ?? ''));
  } catch (cause) {
    throw new AppError({ code: 'MODEL_ARTIFACT_INVALID', message: 'The ONNX file says nothing of its inputs: it was not exported by Bellwether.', fix: 'Import it as an outside model, with a signature that you declare.', cause });
  }
}
