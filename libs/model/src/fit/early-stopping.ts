import type { EarlyStopping, EpochRecord } from './fit-options';

/** What early stopping remembers; plain data, so that a checkpoint can hold it. */
export type BestSoFar = { value: number | null; epoch: number; wait: number };

export const noBest = (): BestSoFar => ({ value: null, epoch: 0, wait: 0 });

export function monitored(spec: EarlyStopping | undefined, record: EpochRecord): number | null {
  const name = spec?.monitor ?? 'loss';
  return name === 'loss' ? record.validLoss : (record.metrics[name] ?? null);
}

/** NaN never counts as better. @returns the new memory, and whether this epoch is the best so far */
export function observe(spec: EarlyStopping | undefined, best: BestSoFar, value: number | null, epoch: number): { best: BestSoFar; improved: boolean } {
  if (value === null || Number.isNaN(value)) return { best: { ...best, wait: best.wait + 1 }, improved: false };
  const sign = (spec?.mode ?? 'min') === 'min' ? 1 : -1;
  const improved = best.value === null || sign * (best.value - value) > (spec?.minDelta ?? 0);
  return improved ? { best: { value, epoch, wait: 0 }, improved } : { best: { ...best, wait: best.wait + 1 }, improved };
}
