import type { Layer } from './layer';

/** Drops a share of the values while training. @param rate a number, or the name of a per-step number of the program */
export function dropout(rate: number | { scalar: string }): Layer {
  return { variables: [], apply: (ctx, x) => ctx.dropout(x, typeof rate === 'number' ? rate : ctx.training ? ctx.scalar(rate.scalar) : 0) };
}
