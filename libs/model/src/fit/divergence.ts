import { AppError } from '@bellwether/contracts';

/** A loss this many times its first value (plus one) is not coming back. */
const EXPLODED = 1e4;

/** Training stopped because the loss left the numbers; the last weights that were good come with it. */
export class DivergedError extends AppError {
  constructor(init: { message: string; fix: string; context: Record<string, unknown> }, readonly lastGoodWeights: Record<string, Float32Array>) {
    super({ code: 'MODEL_DIVERGED', ...init });
  }
}

/** @returns the index of the first loss that has diverged, or -1 */
export function firstDiverged(losses: Float32Array, firstLoss: number): number {
  const limit = EXPLODED * (Math.abs(firstLoss) + 1);
  return losses.findIndex((l) => !Number.isFinite(l) || Math.abs(l) > limit);
}

/** A weight this large is lost: float32 then has no digit left for a step. */
const WEIGHT_LIMIT = 1e8;

/** @returns whether a weight is beyond repair, though the loss may not show it (a saturated sigmoid keeps it small) */
export function weightsExploded(weights: Record<string, Float32Array>): boolean {
  return Object.values(weights).some((values) => values.some((v) => !(Math.abs(v) <= WEIGHT_LIMIT)));
}

/** Names the weight that broke, or the largest one. */
function suspect(weights: Record<string, Float32Array>): string {
  let largest = { name: '', value: 0 };
  for (const [name, values] of Object.entries(weights)) {
    for (const v of values) {
      if (!Number.isFinite(v)) return `the weight "${name}" holds ${v}`;
      if (Math.abs(v) > largest.value) largest = { name, value: Math.abs(v) };
    }
  }
  return `the largest weight is ${largest.value.toPrecision(3)}, in "${largest.name}"`;
}

export function explodedError(at: { step: number; epoch: number; rate: number }, weightsNow: Record<string, Float32Array>, lastGood: Record<string, Float32Array>): DivergedError {
  return new DivergedError({
    message: `The weights must stay below ${WEIGHT_LIMIT.toExponential(0)}; at step ${at.step} (epoch ${at.epoch}, learning rate ${at.rate.toPrecision(3)}) ${suspect(weightsNow)}.`,
    fix: 'Lower the learning rate or the weight decay, clip gradients, or scale the inputs.',
    context: at,
  }, lastGood);
}

export function divergedError(at: { step: number; epoch: number; rate: number; loss: number }, weightsNow: Record<string, Float32Array>, lastGood: Record<string, Float32Array>): DivergedError {
  const what = Number.isFinite(at.loss) ? `grew to ${at.loss.toPrecision(3)}` : `became ${at.loss}`;
  return new DivergedError({
    message: `The training loss must stay finite; it ${what} at step ${at.step} (epoch ${at.epoch}, learning rate ${at.rate.toPrecision(3)}): ${suspect(weightsNow)}.`,
    fix: 'Lower the learning rate (a tenth is a good first try), clip gradients, or scale the inputs.',
    context: at,
  }, lastGood);
}
