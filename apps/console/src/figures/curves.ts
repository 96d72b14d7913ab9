/** One curve of a live chart. `x` ascends. Points may be added at the end at any time. */
export type Curve = {
  id: string;
  name: string;
  x: readonly number[];
  y: readonly (number | null)[];
  /** lowest and highest of each bucket, where the points were downsampled */
  lo?: readonly (number | null)[];
  hi?: readonly (number | null)[];
  /** seconds since the run began, for the time axis; as long as x */
  seconds?: readonly number[];
  /** colour follows this id; the curve's own when it is left out */
  colorId?: string;
};

/**
 * Exponential moving average with the bias of its start removed (Kingma and Ba 2015, section 3), so that the first points
 * are not pulled to zero. Gaps stay gaps. `weight` 0 changes nothing, 0.99 is nearly flat.
 */
export function smooth(values: readonly (number | null)[], weight: number): (number | null)[] {
  if (weight <= 0) return [...values];
  let average = 0;
  let total = 0;
  return values.map((v) => {
    if (v === null || !Number.isFinite(v)) return null;
    average = average * weight + (1 - weight) * v;
    total = total * weight + (1 - weight);
    return average / total;
  });
}

/** Columns for uPlot: one shared ascending x, and per curve smoothed, raw, low and high values (null where it has none). */
export type AlignedCurves = { x: number[]; columns: (number | null)[][] };

type Options = { smoothing: number; time: boolean; log: boolean };

/** Columns a curve takes in `AlignedCurves`: drawn line, raw line behind it, lower and upper edge of its band. */
export const COLUMNS_PER_CURVE = 4;

/** Puts curves with different x on one axis. A log axis cannot show zero or less: those become gaps. */
export function alignCurves(curves: readonly Curve[], { smoothing, time, log }: Options): AlignedCurves {
  const axes = curves.map((c) => (time && c.seconds ? c.seconds : c.x));
  const x = [...new Set(axes.flat())].filter(Number.isFinite).sort((a, b) => a - b);
  const position = new Map(x.map((v, i) => [v, i]));
  const place = (axis: readonly number[], values: readonly (number | null)[] | undefined): (number | null)[] => {
    const column: (number | null)[] = new Array(x.length).fill(null);
    values?.forEach((v, i) => {
      const at = position.get(axis[i]!);
      if (at !== undefined && v !== null && Number.isFinite(v) && (!log || v > 0)) column[at] = v;
    });
    return column;
  };
  const columns = curves.flatMap((c, i) => {
    const axis = axes[i]!;
    return [place(axis, smooth(c.y, smoothing)), smoothing > 0 ? place(axis, c.y) : [], place(axis, c.lo), place(axis, c.hi)].map((column) => (column.length === x.length ? column : new Array<null>(x.length).fill(null)));
  });
  return { x, columns };
}

/** What each curve says at a position: its own nearest point at or before it, so that curves with different steps can be read together. */
export function readAt(aligned: AlignedCurves, count: number, index: number): (number | null)[] {
  return Array.from({ length: count }, (_, c) => {
    const column = aligned.columns[c * COLUMNS_PER_CURVE];
    for (let i = index; i >= 0; i -= 1) {
      const v = column?.[i];
      if (v !== null && v !== undefined) return v;
    }
    return null;
  });
}
