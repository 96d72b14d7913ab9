import { AppError, modelSignatureSchema, type ExportCheck, type MetricEstimate, type ModelSignature } from '@bellwether/contracts';
import { inspectOnnx } from '@bellwether/model';

const PREFIX = 'bellwether.';

export type FileFacts = { family: string; signature: ModelSignature; negativeValue: string; viewHash: string; metrics: Record<string, MetricEstimate>; check: ExportCheck; seed: number; /** ids and versions that the run knows of itself */ provenance: Record<string, string> };

/** What a reader who has nothing but the file needs to know, as its metadata. */
export function fileMetadata({ family, signature, negativeValue, viewHash, metrics, check, seed, provenance }: FileFacts): Record<string, string> {
  const { positiveValue, name, threshold } = signature.output;
  const facts = {
    format: '1', family, signature: JSON.stringify(signature), view_hash: viewHash, seed: String(seed), negative_value: negativeValue,
    metrics: JSON.stringify(Object.fromEntries(Object.entries(metrics).map(([key, m]) => [key, { value: m.value, lo: m.lo, hi: m.hi }]))),
    check: JSON.stringify({ rows: check.rows, largestDifference: check.largestDifference, tolerance: check.tolerance }),
    usage: `Inputs are the columns as they are, each [rows, 1]: numbers as float64 (NaN where missing, dates as milliseconds since 1970, yes/no as 1 and 0), text categories as strings (empty where missing). The output score [rows] is the probability that ${name} is ${positiveValue}${threshold === null ? '' : `; the decision threshold is ${threshold}`}.`,
    ...provenance,
  };
  return Object.fromEntries(Object.entries(facts).map(([key, value]) => [PREFIX + key, value]));
}

/** @throws AppError MODEL_ARTIFACT_INVALID for a file that this program did not write */
export function readFileSignature(bytes: Uint8Array): ModelSignature {
  const { metadata } = inspectOnnx(bytes);
  try {
    return modelSignatureSchema.parse(JSON.parse(metadata[`${PREFIX}signature`] ?? ''));
  } catch (cause) {
    throw new AppError({ code: 'MODEL_ARTIFACT_INVALID', message: 'The ONNX file says nothing of its inputs: it was not exported by Bellwether.', fix: 'Import it as an outside model, with a signature that you declare.', cause });
  }
}
