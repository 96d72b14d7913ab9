import type { ModelSignature } from '@bellwether/contracts';

/** The label of a score by the model's own threshold; null below it, and where the output is no probability. */
export const labelOf = (signature: ModelSignature, score: number): string | null =>
  signature.output.kind === 'probability' && signature.output.threshold !== null && score >= signature.output.threshold ? signature.output.positiveValue : null;
