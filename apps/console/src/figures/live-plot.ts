import uPlot from 'uplot';
import { COLUMNS_PER_CURVE, type Curve } from './curves';
import { seriesStyles } from './palette';
import { withAlpha, type Tokens } from './tokens';

export type PlotStyle = { tokens: Tokens; height: number; width: number; log: boolean; number: (v: number, digits: number) => string; time: (seconds: number) => string; byTime: boolean; syncKey?: string };
export type PlotEvents = { hover: (index: number | null) => void; focus: (curve: number | null) => void; zoom: (zoomed: boolean) => void };

/** Series of one curve, in the order of alignCurves: drawn, raw, low, high. */
function seriesOf(curve: Curve, color: string, dash: number[]): uPlot.Series[] {
  const points = { show: (_: uPlot, __: number, i0: number, i1: number) => i1 - i0 < 2, size: 5 };
  return [
    { label: curve.name, stroke: color, width: 1.75, dash, spanGaps: true, points },
    { stroke: withAlpha(color, 0.28), width: 1, spanGaps: true, points: { show: false } },
    { stroke: 'transparent', width: 0, spanGaps: true, points: { show: false } },
    { stroke: 'transparent', width: 0, spanGaps: true, points: { show: false } },
  ];
}

/** Significant digits that tell two neighbouring ticks apart: three, or more where they lie close to each other far from zero. */
export function tickDigits(ticks: readonly (number | null)[]): number {
  const known = ticks.filter((v) => v !== null);
  const step = Math.abs((known[1] ?? 0) - (known[0] ?? 0));
  const most = Math.max(...known.map(Math.abs), 0);
  return step > 0 && most > 0 ? Math.min(8, Math.max(3, 2 + Math.floor(Math.log10(most)) - Math.floor(Math.log10(step)))) : 3;
}


/** uPlot's options for a set of curves. Append with setData: nothing is built again. */
export function plotOptions(curves: readonly Curve[], style: PlotStyle, events: PlotEvents): uPlot.Options {
  const { tokens: k } = style;
  const styles = seriesStyles(curves.map((c) => c.colorId ?? c.id));
  const color = (i: number) => k.cat[styles[i]!.index - 1]!;
  const font = `11px ${k.font}`;
  const axis = { stroke: k.subtle, font, ticks: { show: false }, grid: { stroke: k.line, width: 1 } };
  return {
    width: style.width,
    height: style.height,
    padding: [10, 12, 0, 0],
    legend: { show: false },
    focus: { alpha: 0.35 },
    cursor: {
      drag: { x: true, y: false, setScale: true },
      focus: { prox: 14 },
      points: { show: true, size: 6 },
      sync: style.syncKey ? { key: style.syncKey, setSeries: false } : undefined,
    },
    scales: { x: { time: false }, y: { distr: style.log ? 3 : 1, range: style.log ? undefined : yRange } },
    axes: [
      { ...axis, grid: { show: false }, size: 28, values: (_, ticks) => ticks.map((v) => (style.byTime ? style.time(v) : style.number(v, tickDigits(ticks)))) },
      { ...axis, size: 52, values: (_, ticks) => ticks.map((v) => (v === null ? '' : style.number(v, tickDigits(ticks)))) },
    ],
    series: [{}, ...curves.flatMap((c, i) => seriesOf(c, color(i), styles[i]!.dash))],
    bands: curves.map((_, i) => ({ series: [i * COLUMNS_PER_CURVE + 4, i * COLUMNS_PER_CURVE + 3], fill: withAlpha(color(i), 0.12) }) as uPlot.Band),
    hooks: {
      setCursor: [(u) => events.hover(u.cursor.idx ?? null)],
      setSeries: [(_, index) => events.focus(index === null ? null : Math.floor((index - 1) / COLUMNS_PER_CURVE))],
      setSelect: [(u) => u.select.width > 4 && events.zoom(true)],
    },
  };
}

/** A little air above and below; a flat line in the middle. */
function yRange(_: uPlot, min: number | null, max: number | null): uPlot.Range.MinMax {
  if (min === null || max === null) return [0, 1];
  if (min === max) return [min - Math.max(1e-9, Math.abs(min) * 0.1), max + Math.max(1e-9, Math.abs(max) * 0.1)];
  const air = (max - min) * 0.06;
  return [min - air, max + air];
}
