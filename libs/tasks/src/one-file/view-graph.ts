import { applyScale, inputWidth, type FittedCategory, type FittedInput, type FittedNumeric, type FittedView } from '@bellwether/features';
import { emitSteps, nextBelow, piecewiseCubic, type GraphComposer, type Steps, type Value } from '@bellwether/model';
import { numberOfLevel, type RawInputs } from './raw-columns';

/** Cubics in place of the normal quantile function: closer than a float32 can tell. */
const TOLERANCE = 1e-8;
/** Where `applyScale` begins to clip: a corner, which a cubic cannot turn. */
const CLIPPED_RANK = 1e-7;

/** The features of a view, spread over a few matrices. */
export type ViewGraph = { parts: { value: Value; width: number }[]; /** of each feature: which part and which of its columns */ places: { part: number; column: number }[] };

type Numeric = FittedNumeric & { place: number };
type Coded = FittedCategory & { /** among the numbers; null for text */ place: number | null };

/**
 * Imputation, flags, encoding and scaling of a fitted view: the numbers that `applyView` makes.
 * @shape parts [rows, width] float32
 */
export function emitView(g: GraphComposer, view: FittedView, raw: RawInputs): ViewGraph {
  const numeric = view.inputs.filter((i) => i.kind === 'numeric').map((i): Numeric => ({ ...i, place: raw.places.get(i.name)! }));
  const coded = view.inputs.filter((i) => i.kind === 'category').map((i): Coded => ({ ...i, place: raw.places.get(i.name) ?? null }));
  const filled = raw.numbers === null ? null : fillMissing(g, raw.numbers, raw.places.size, numeric, coded);
  const numbers = coded.filter((c) => c.place !== null);
  const scaled = numeric.filter((n) => n.scale.kind === 'quantile');
  const curves = scaled.map((n) => curveOf(n));
  const steps: Steps[] = [...regionSteps(scaled, curves), ...numbers.map((c) => levelSteps(c, c.place!, slotValue(c, coded)))];
  // one pass of binary searches finds the piece of every curve and the level of every coded number
  const found = filled === null || steps.length === 0 ? null : emitSteps(g, filled, steps);
  const parts: ViewGraph['parts'] = [];
  const at = new Map<string, { part: number; column: number }>();
  const add = (value: Value, columns: { name: string; suffix?: string }[]): void => {
    columns.forEach(({ name, suffix = '' }, column) => at.set(name + suffix, { part: parts.length, column }));
    parts.push({ value, width: columns.length });
  };
  const affine = numeric.filter((n) => n.scale.kind !== 'quantile');
  if (affine.length > 0) add(emitAffine(g, filled!, raw.places.size, affine), affine);
  if (scaled.length > 0) add(emitCurves(g, g.columns(filled!, raw.places.size, scaled.map((n) => n.place)), g.columns(found!, steps.length, scaled.map((_, k) => k)), curves), scaled);
  const flagged = numeric.filter((n) => n.flag);
  if (flagged.length > 0) add(g.cast(g.node('IsNaN', [g.columns(raw.numbers!, raw.places.size, flagged.map((n) => n.place))]), 'float32'), flagged.map((n) => ({ name: n.name, suffix: FLAG })));
  if (coded.length > 0) {
    const codes = coded.map((c) => (c.place === null ? textLevels(g, raw.texts.get(c.name)!, c, slotValue(c, coded)) : g.columns(found!, steps.length, [scaled.length + numbers.indexOf(c)])));
    if (coded[0]!.encoding === 'ordinal') add(g.cast(g.concat(codes), 'float32'), coded);
    else add(emitOneHot(g, g.cast(g.concat(codes), 'int64'), coded.length, oneHotWidth(coded)), coded.flatMap((c) => Array.from({ length: inputWidth(c) }, (_, slot) => ({ name: c.name, suffix: `\u0000${slot}` }))));
  }
  return { parts, places: view.inputs.flatMap((i) => placesOf(i).map((suffix) => at.get(i.name + suffix)!)) };
}

const FLAG = '\u0000missing';
const placesOf = (input: FittedInput): string[] => (input.kind === 'numeric' ? (input.flag ? ['', FLAG] : ['']) : input.encoding === 'ordinal' ? [''] : Array.from({ length: inputWidth(input) }, (_, slot) => `\u0000${slot}`));

/** Chosen features of a view as one matrix, in this order. @shape [rows, at.length] float32 */
export function pickFeatures(g: GraphComposer, { parts, places }: ViewGraph, at: readonly number[]): Value {
  const wanted = at.map((f) => places[f]!);
  const runs: { part: number; from: number; to: number }[] = [];
  for (const { part, column } of wanted) {
    const last = runs.at(-1);
    if (last?.part === part && last.to === column) last.to++;
    else runs.push({ part, from: column, to: column + 1 });
  }
  const range = (r: { from: number; to: number }): number[] => Array.from({ length: r.to - r.from }, (_, k) => r.from + k);
  if (runs.length <= MOST_RUNS) return g.concat(runs.map((r) => g.columns(parts[r.part]!.value, parts[r.part]!.width, range(r))));
  const offsets = parts.map((_, p) => parts.slice(0, p).reduce((sum, q) => sum + q.width, 0));
  return g.columns(g.concat(parts.map((p) => p.value)), offsets.at(-1)! + parts.at(-1)!.width, wanted.map((w) => offsets[w.part]! + w.column));
}

/** More pieces than this are quicker to gather than to slice and join. */
const MOST_RUNS = 8;

function fillMissing(g: GraphComposer, numbers: Value, width: number, numeric: readonly Numeric[], coded: readonly Coded[]): Value {
  const fill = new Float64Array(width).fill(Number.NaN);
  for (const n of numeric) fill[n.place] = n.fill;
  for (const c of coded) if (c.place !== null && c.fill !== null) fill[c.place] = numberOfLevel(c.type, c.fill);
  return g.node('Where', [g.node('IsNaN', [numbers]), g.doubles(fill, [1, width]), numbers]);
}

function emitAffine(g: GraphComposer, filled: Value, width: number, numeric: readonly Numeric[]): Value {
  const row = (of: (n: Numeric) => number): Value => g.doubles(numeric.map(of), [1, numeric.length]);
  let x = g.columns(filled, width, numeric.map((n) => n.place));
  if (numeric.some((n) => n.scale.kind === 'affine')) {
    x = g.node('Sub', [x, row((n) => (n.scale.kind === 'affine' ? n.scale.centre : 0))]);
    x = g.node('Mul', [x, row((n) => (n.scale.kind === 'affine' ? n.scale.scale : 1))]);
  }
  return g.cast(x, 'float32');
}

type Curve = ReturnType<typeof piecewiseCubic>;

function curveOf({ scale }: FittedNumeric): Curve {
  if (scale.kind !== 'quantile') throw new Error('a curve was asked of a column that is scaled by a line');
  const { knots } = scale;
  const breaks = new Set<number>();
  knots.forEach((knot, k) => {
    // a value that equals a knot has a rank of its own
    breaks.add(nextBelow(knot)).add(knot);
    const next = knots[k + 1];
    if (next === undefined || next === knot) return;
    const corner = (rank: number): number => knot + (rank * (knots.length - 1) - k) * (next - knot);
    for (const rank of [CLIPPED_RANK, 1 - CLIPPED_RANK]) if (corner(rank) > knot && corner(rank) < next) breaks.add(corner(rank));
  });
  return piecewiseCubic((x) => applyScale(scale, x), [...breaks].sort((a, b) => a - b), TOLERANCE);
}

/** The pieces of all curves stand in one table, one curve after another. */
function regionSteps(numeric: readonly Numeric[], curves: readonly Curve[]): Steps[] {
  let first = 0;
  return numeric.map((n, k) => {
    const { breaks } = curves[k]!;
    const values = breaks.map((_, i) => first + i);
    first += breaks.length;
    return { column: n.place, thresholds: breaks.slice(0, -1), values };
  });
}

/** @shape x, regions [rows, curves] → [rows, curves] float32 */
function emitCurves(g: GraphComposer, x: Value, regions: Value, curves: readonly Curve[]): Value {
  const region = g.cast(regions, 'int64');
  const pick = (of: (c: Curve) => number[]): Value => g.node('Gather', [g.doubles(curves.flatMap(of)), region]);
  const d = g.node('Sub', [x, pick((c) => c.origin)]);
  const y = [2, 1, 0].reduce((sum, k) => g.node('Add', [g.node('Mul', [sum, d]), pick((c) => c.c[k]!)]), pick((c) => c.c[3]));
  return g.cast(y, 'float32');
}

/** What a level becomes: its place among all one-hot features, or its rank. The slot after the last level is the unknown one. */
function slotValue(input: Coded, all: readonly Coded[]): (slot: number) => number {
  const unknown = input.levels.length;
  if (input.encoding === 'ordinal') return (slot) => (slot === unknown ? 0 : 1 - slot / unknown);
  const first = all.slice(0, all.indexOf(input)).reduce((sum, c) => sum + c.levels.length + 1, 0);
  return (slot) => first + slot;
}

const oneHotWidth = (coded: readonly Coded[]): number => coded.reduce((sum, c) => sum + c.levels.length + 1, 0);

/** The level of a coded number by binary search; between two levels lies the unknown. */
export function levelSteps({ type, levels }: FittedCategory, place: number, value: (slot: number) => number): Steps {
  const known = levels.map((level, slot) => ({ number: numberOfLevel(type, level), slot })).sort((a, b) => a.number - b.number);
  const thresholds: number[] = [];
  const values: number[] = [];
  for (const { number, slot } of known) {
    const below = nextBelow(number);
    if (thresholds.at(-1) !== below) {
      thresholds.push(below);
      values.push(value(levels.length));
    }
    thresholds.push(number);
    values.push(value(slot));
  }
  return { column: place, thresholds, values: [...values, value(levels.length)] };
}

/** @shape [rows, 1] float64 */
export function textLevels(g: GraphComposer, text: Value, { levels, fill }: Pick<FittedCategory, 'levels' | 'fill'>, value: (slot: number) => number): Value {
  const missing = fill === null || levels.includes('') ? [] : [['', value(levels.indexOf(fill))] as const];
  const entries = [...levels.map((level, slot) => [level, value(slot)] as const), ...missing];
  const numbers = (data: number[]) => ({ tensor: { dtype: 'float64' as const, shape: [data.length], data: Float64Array.from(data) } });
  return g.node('LabelEncoder', [text], { keys_tensor: { tensor: { dtype: 'string', shape: [entries.length], data: entries.map(([key]) => key) } }, values_tensor: numbers(entries.map(([, v]) => v)), default_tensor: numbers([value(levels.length)]) }, 'ai.onnx.ml');
}

/** @shape places [rows, columns] int64 → [rows, width] float32 */
function emitOneHot(g: GraphComposer, places: Value, columns: number, width: number): Value {
  const rows = g.node('Shape', [places], { start: { int: 0 }, end: { int: 1 } });
  const float = (value: number) => g.constant('float32', Float32Array.of(value), []);
  const zeros = g.node('Expand', [float(0), g.concat([rows, g.ints(width)], 0)]);
  const ones = g.node('Expand', [float(1), g.concat([rows, g.ints(columns)], 0)]);
  return g.node('ScatterElements', [zeros, places, ones], { axis: { int: 1 } });
}
