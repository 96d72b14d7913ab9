import { AppError } from '@bellwether/contracts';

type Warm = { /** share of the training over which the rate rises from 0, default 0 */ warmup?: number };

/** A learning rate over the training; `t` runs from 0 to 1. */
export type ScheduleSpec = Warm & { rate: number } & (
  | { kind: 'constant' }
  /** multiplied by `factor` after each `every` epochs */
  | { kind: 'step'; every: number; factor: number }
  /** multiplied by `factor` each epoch, smoothly */
  | { kind: 'exponential'; factor: number }
  /** half a cosine from `rate` to `rate·floor` */
  | { kind: 'cosine'; floor?: number }
  /** up to `rate` over the first `up`, then down to `rate/10000`, both along cosines (Smith 2018) */
  | { kind: 'one-cycle'; up?: number }
  /** rate·½(1 − cos(2π·log₂(1 + 15t))): four cycles, each twice as long as the one before (RealMLP) */
  | { kind: 'coslog4' }
  /** constant over the first half, then a cosine to 0 */
  | { kind: 'flat-cos' }
  /** multiplied by `factor` when the monitored value has not improved for `patience` epochs */
  | { kind: 'plateau'; factor: number; patience: number }
);

export type ScheduleFrame = { totalSteps: number; stepsPerEpoch: number };

const cosine = (t: number): number => 0.5 * (1 + Math.cos(Math.PI * Math.min(1, Math.max(0, t))));

/** @throws PARAMS_INVALID for a rate that is not above 0, or a factor or share out of range */
export function checkSchedule(spec: ScheduleSpec): void {
  const refuse = (message: string, fix: string): never => {
    throw new AppError({ code: 'PARAMS_INVALID', message, fix });
  };
  if (!(spec.rate > 0) || !Number.isFinite(spec.rate)) refuse(`The learning rate must be above 0; ${spec.rate} came. At 0 nothing would be learned.`, 'Use for example 0.001.');
  if (spec.warmup !== undefined && !(spec.warmup >= 0 && spec.warmup < 1)) refuse(`Warm-up must be a share in [0, 1); ${spec.warmup} came.`, 'Use for example 0.05.');
  if ('factor' in spec && !(spec.factor > 0 && spec.factor <= 1)) refuse(`The schedule's factor must be in (0, 1]; ${spec.factor} came.`, 'Use for example 0.5.');
  if (spec.kind === 'step' && !(spec.every >= 1)) refuse(`The step schedule needs every ≥ 1 epoch; ${spec.every} came.`, 'Use for example 10.');
}

/** @param step counts from 0 @returns the learning rate of that step */
export function rateAt(spec: ScheduleSpec, step: number, { totalSteps, stepsPerEpoch }: ScheduleFrame): number {
  const t = totalSteps <= 1 ? 0 : step / totalSteps;
  const warm = spec.warmup ?? 0;
  if (warm > 0 && t < warm) return (spec.rate * (step + 1)) / Math.max(1, Math.ceil(warm * totalSteps));
  const rest = (t - warm) / (1 - warm);
  switch (spec.kind) {
    case 'constant':
    case 'plateau': return spec.rate;
    case 'step': return spec.rate * Math.pow(spec.factor, Math.floor(step / stepsPerEpoch / spec.every));
    case 'exponential': return spec.rate * Math.pow(spec.factor, step / stepsPerEpoch);
    case 'cosine': {
      const floor = spec.floor ?? 0;
      return spec.rate * (floor + (1 - floor) * cosine(rest));
    }
    case 'one-cycle': {
      const up = spec.up ?? 0.3;
      if (rest < up) return spec.rate * (1 / 25 + (1 - 1 / 25) * (1 - cosine(rest / up)));
      return spec.rate * (1e-4 + (1 - 1e-4) * cosine((rest - up) / (1 - up)));
    }
    case 'coslog4': return spec.rate * 0.5 * (1 - Math.cos(2 * Math.PI * Math.log2(1 + 15 * rest)));
    case 'flat-cos': return spec.rate * (rest < 0.5 ? 1 : cosine(2 * rest - 1));
  }
}
