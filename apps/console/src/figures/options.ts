import type { FigureOf } from '@bellwether/contracts';
import type { EChartsCoreOption } from 'echarts/core';
import type { PrepareContext } from './prepare';
import { withAlpha, type Tokens } from './tokens';

/** Prepared figure -> ECharts option. Decisions of form live here; no number is computed. */

type Axis = FigureOf<'line'>['x'];

const base = (k: Tokens, legend: boolean): EChartsCoreOption => ({
  animation: false,
  textStyle: { fontFamily: k.font, fontSize: 11, color: k.muted },
  grid: { left: 12, right: 16, top: legend ? 32 : 12, bottom: 8, outerBoundsMode: 'same' as const, outerBoundsContain: 'all' as const },
  legend: legend ? { type: 'scroll', top: 0, left: 8, right: 8, pageIconSize: 9, pageIconColor: k.muted, pageIconInactiveColor: k.line, pageTextStyle: { color: k.muted, fontSize: 11 }, icon: 'roundRect', itemWidth: 10, itemHeight: 10, itemGap: 14, textStyle: { color: k.muted, fontSize: 11 } } : undefined,
  tooltip: { trigger: 'axis', confine: true, backgroundColor: k.raised, borderColor: k.line, borderWidth: 1, padding: [6, 8], textStyle: { color: k.fg, fontSize: 12, fontFamily: k.font }, axisPointer: { lineStyle: { color: k.lineStrong }, crossStyle: { color: k.lineStrong } } },
});

/** Counted things have no halves: an axis of whole numbers has whole ticks. */
const isCounted = (values: readonly (number | null)[]): boolean => values.every((v) => v === null || Number.isInteger(v));

function valueAxis(axis: Axis, k: Tokens, c: PrepareContext, vertical: boolean, counted = false) {
  const unit = axis.unit ? ` (${axis.unit})` : '';
  return {
    type: axis.time ? ('time' as const) : axis.log ? ('log' as const) : ('value' as const),
    name: c.of(axis.label) + unit,
    nameLocation: 'middle' as const,
    nameGap: 8,
    nameTextStyle: { color: k.subtle, fontSize: 11 },
    min: axis.range?.[0],
    max: axis.range?.[1],
    scale: axis.range === undefined && !axis.zero,
    minInterval: counted ? 1 : undefined,
    axisLine: { show: !vertical, lineStyle: { color: k.lineStrong } },
    axisTick: { show: false },
    splitLine: { show: vertical, lineStyle: { color: k.line } },
    axisLabel: { color: k.subtle, fontSize: 11, ...(axis.time ? {} : { formatter: (v: number) => c.number(v) }), hideOverlap: true },
  };
}

/** A closed shape between two lines, drawn behind them. Every point is data, so that the axes hold the whole of it; the first draws it. */
function band(name: string, x: readonly number[], lo: readonly (number | null)[], hi: readonly (number | null)[], color: string) {
  const points = x.flatMap((v, i) => (lo[i] != null && hi[i] != null ? [[v, lo[i]!, hi[i]!] as const] : []));
  return {
    type: 'custom' as const,
    name,
    silent: true,
    z: 1,
    tooltip: { show: false },
    data: points.length > 1 ? points.map((p) => [...p]) : [],
    encode: { x: 0, y: [1, 2] },
    renderItem: ({ dataIndex }: { dataIndex: number }, api: { coord: (p: [number, number]) => number[] }) =>
      dataIndex > 0 ? null : {
        type: 'polygon' as const,
        shape: { points: [...points.map((p) => api.coord([p[0], p[2]])), ...[...points].reverse().map((p) => api.coord([p[0], p[1]]))] },
        style: { fill: withAlpha(color, 0.16) },
      },
  };
}

/** Shapes of what happened, so that colour is not all that tells them apart. */
const EVENT_SYMBOLS = ['circle', 'diamond', 'triangle', 'rect'] as const;
/** Above one another where several things happened at one point. @unit px */
const EVENT_LIFT = 10;

/** A shape for each series of dots, and how far up each stands where another one is at the same point already. */
function eventMarks(figure: FigureOf<'line'>) {
  const events = figure.series.flatMap((s, i) => (s.events ? [i] : []));
  const before = new Map(events.map((i, place) => [i, events.slice(0, place).map((e) => new Set(figure.series[e]!.x))]));
  return {
    symbol: figure.series.map((_, i) => (before.has(i) ? EVENT_SYMBOLS[events.indexOf(i) % EVENT_SYMBOLS.length]! : 'circle')),
    lift: (i: number, [x]: number[]): number => -EVENT_LIFT * before.get(i)!.filter((seen) => seen.has(x!)).length,
  };
}

export function lineOption(figure: FigureOf<'line'>, k: Tokens, c: PrepareContext): EChartsCoreOption {
  const names = figure.series.map((s) => c.of(s.name));
  const color = (i: number) => (figure.series[i]!.dashed ? k.muted : k.cat[i % k.cat.length]!);
  const marks = eventMarks(figure);
  const most = Math.max(1, ...figure.series.flatMap((s) => s.count ?? []));
  const lines = figure.series.map((s, i) => ({
    type: 'line' as const,
    name: names[i],
    data: s.x.map((x, j) => [x, s.y[j] ?? null, s.lo?.[j] ?? null, s.hi?.[j] ?? null, s.count?.[j] ?? null]),
    encode: { x: 0, y: 1 },
    showSymbol: s.dots ?? figure.points ?? false,
    symbol: marks.symbol[i],
    symbolSize: (value: (number | null)[]) => (value[4] == null ? (s.dots ? 8 : 6) : 4 + 10 * Math.sqrt(value[4]! / most)),
    symbolOffset: s.events ? (value: number[]) => [0, marks.lift(i, value)] : undefined,
    lineStyle: { width: s.dots ? 0 : s.dashed ? 1.25 : 1.75, color: color(i), type: s.dashed ? ('dashed' as const) : ('solid' as const) },
    itemStyle: { color: color(i) },
    z: s.dots ? 4 : 3,
    markLine: i === 0 && figure.referenceY !== undefined ? { silent: true, symbol: 'none', label: { show: false }, lineStyle: { color: k.subtle, type: 'dashed' as const }, data: [{ yAxis: figure.referenceY }] } : undefined,
  }));
  const bands = figure.series.flatMap((s, i) => (s.lo && s.hi ? [band(`${names[i]} band`, s.x, s.lo, s.hi, color(i))] : []));
  const diagonal = figure.reference === 'diagonal' ? [{ type: 'line' as const, name: 'reference', data: [[0, 0], [1, 1]], silent: true, showSymbol: false, tooltip: { show: false }, lineStyle: { color: k.subtle, type: 'dashed' as const, width: 1 }, z: 2 }] : [];
  const rest = base(k, figure.series.length > 1);
  return {
    ...rest,
    legend: rest.legend ? { ...rest.legend, data: names.map((name, i) => ({ name, icon: figure.series[i]!.dots ? marks.symbol[i] : 'roundRect' })) } : undefined,
    tooltip: { ...(rest.tooltip as object), formatter: (items: { seriesName: string; marker: string; value: (number | null)[] }[]) => lineTip(items, names, c, figure) },
    xAxis: valueAxis(figure.x, k, c, false, isCounted(figure.series.flatMap((s) => s.x))),
    yAxis: valueAxis(figure.y, k, c, true, isCounted(figure.series.flatMap((s) => [...s.y, ...(s.lo ?? []), ...(s.hi ?? [])]))),
    series: [...bands, ...diagonal, ...lines],
  };
}

const escape = (s: string) => s.replace(/[&<>"]/g, (ch) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[ch]!);

function lineTip(items: { seriesName: string; marker: string; value: (number | null)[] }[], names: readonly string[], c: PrepareContext, figure: FigureOf<'line'>): string {
  const shown = items.filter((item) => names.includes(item.seriesName));
  if (shown.length === 0) return '';
  const rows = shown.map(({ seriesName, marker, value: [, y, lo, hi, n] }) => {
    const interval = lo != null && hi != null ? ` (${c.number(lo)} – ${c.number(hi)})` : '';
    const count = n != null ? ` · n ${c.number(n)}` : '';
    if (figure.series[names.indexOf(seriesName)]?.events) return `${marker}${escape(seriesName)}`;
    return `${marker}${escape(seriesName)} <b>${y == null ? '–' : c.number(y)}</b>${interval}${count}`;
  });
  const at = shown[0]!.value[0] ?? 0;
  return `${figure.x.time ? escape(c.day(at)) : `${escape(c.of(figure.x.label))} ${c.number(at)}`}<br>${rows.join('<br>')}`;
}

/** @unit px */
const BAR_WIDTH = 22;

export function barOption(figure: FigureOf<'bar'>, k: Tokens, c: PrepareContext): EChartsCoreOption {
  const horizontal = figure.horizontal ?? false;
  const rest = base(k, figure.series.length > 1);
  const category = { type: 'category' as const, data: figure.categories, inverse: horizontal, axisLine: { show: !horizontal, lineStyle: { color: k.lineStrong } }, axisTick: { show: false }, axisLabel: { color: k.muted, fontSize: 11, width: horizontal ? 140 : 80, overflow: 'truncate' as const, hideOverlap: true } };
  const value = { ...valueAxis(horizontal ? figure.x : figure.y, k, c, !horizontal), scale: false, splitLine: { show: true, lineStyle: { color: k.line } } };
  const bars = figure.series.map((s, i) => ({ type: 'bar' as const, name: c.of(s.name), data: s.y.map((y, j) => ({ value: y, range: s.lo?.[j] != null && s.hi?.[j] != null ? [s.lo[j], s.hi[j]] : null })), barMaxWidth: BAR_WIDTH, itemStyle: { color: k.cat[i % k.cat.length], borderRadius: 2 } }));
  const whiskers = figure.series.flatMap((f, i) => (f.lo && f.hi ? [whiskerSeries(f.lo, f.hi, horizontal, k, i, figure.series.length)] : []));
  return {
    ...rest,
    tooltip: { ...(rest.tooltip as object), axisPointer: { type: 'shadow', shadowStyle: { color: withAlpha(k.fg, 0.04) } }, formatter: (items: { name: string; seriesName: string; seriesType: string; marker: string; data: { value: number | null; range: number[] | null } }[]) => barTip(items, c) },
    xAxis: horizontal ? value : category,
    yAxis: horizontal ? category : value,
    series: [...bars, ...whiskers],
  };
}

function barTip(items: { name: string; seriesName: string; seriesType: string; marker: string; data: { value: number | null; range: number[] | null } }[], c: PrepareContext): string {
  const bars = items.filter((i) => i.seriesType === 'bar');
  const rows = bars.map((i) => `${i.marker}${escape(i.seriesName)} <b>${i.data.value == null ? '–' : c.number(i.data.value)}</b>${i.data.range ? ` (${c.number(i.data.range[0]!)} – ${c.number(i.data.range[1]!)})` : ''}`);
  return `${escape(bars[0]?.name ?? '')}<br>${rows.join('<br>')}`;
}

type WhiskerApi = { value: (d: number) => number; coord: (p: [number, number]) => number[]; /** of ECharts: where bars of a category stand */ barLayout: (bars: { barMaxWidth: number; count: number }) => { offsetCenter: number }[] };

function whiskerSeries(lo: readonly (number | null)[], hi: readonly (number | null)[], horizontal: boolean, k: Tokens, nth: number, of: number) {
  return {
    type: 'custom' as const,
    silent: true,
    z: 5,
    data: lo.flatMap((l, i) => (l != null && hi[i] != null ? [[i, l, hi[i]]] : [])),
    encode: horizontal ? { y: 0, x: [1, 2] } : { x: 0, y: [1, 2] },
    renderItem: (_: unknown, api: WhiskerApi) => {
      const i = api.value(0);
      // several bars of a category share its room: each whisker stands on its own bar
      const bars = of > 1 ? api.barLayout({ barMaxWidth: BAR_WIDTH, count: of }) : [];
      const shift = bars[nth]?.offsetCenter ?? 0;
      const [a, b] = [api.coord(horizontal ? [api.value(1), i] : [i, api.value(1)]), api.coord(horizontal ? [api.value(2), i] : [i, api.value(2)])];
      const [dx, dy] = horizontal ? [0, shift] : [shift, 0];
      const shape = { x1: a[0]! + dx, y1: a[1]! + dy, x2: b[0]! + dx, y2: b[1]! + dy };
      // a halo of the ground: the line is seen on a bar of any colour
      return { type: 'group' as const, children: [{ type: 'line' as const, shape, style: { stroke: k.surface, lineWidth: 3.5, opacity: 0.7 } }, { type: 'line' as const, shape, style: { stroke: k.fg, lineWidth: 1.25, opacity: 0.8 } }] };
    },
  };
}

export function histogramOption(figure: FigureOf<'histogram'>, k: Tokens, c: PrepareContext): EChartsCoreOption {
  const rest = base(k, figure.series.length > 1);
  const labels = figure.edges.slice(0, -1).map((e, i) => `${c.number(e)} – ${c.number(figure.edges[i + 1]!)}`);
  const category = { type: 'category' as const, data: labels, name: c.of(figure.x.label), nameLocation: 'middle' as const, nameGap: 8, nameTextStyle: { color: k.subtle, fontSize: 11 }, axisTick: { show: false }, axisLine: { lineStyle: { color: k.lineStrong } }, axisLabel: { color: k.subtle, fontSize: 11, formatter: (_: string, i: number) => c.number(figure.edges[i] ?? 0), hideOverlap: true } };
  return {
    ...rest,
    tooltip: { ...(rest.tooltip as object), axisPointer: { type: 'shadow', shadowStyle: { color: withAlpha(k.fg, 0.04) } }, valueFormatter: (v: number | null) => (v === null ? '–' : c.number(v)) },
    xAxis: category,
    yAxis: { ...valueAxis(figure.y, k, c, true), scale: false },
    series: figure.series.map((s, i) => ({ type: 'bar' as const, name: c.of(s.name), data: s.counts, barWidth: '92%', barGap: '-100%', itemStyle: { color: withAlpha(k.cat[i % k.cat.length]!, figure.series.length > 1 ? 0.6 : 0.9) } })),
  };
}

export function matrixOption(figure: FigureOf<'matrix'>, k: Tokens, c: PrepareContext): EChartsCoreOption {
  const totals = figure.cells.map((row) => row.reduce((a, b) => a + b, 0));
  const share = (r: number, col: number) => (totals[r]! > 0 ? figure.cells[r]![col]! / totals[r]! : 0);
  const data = figure.cells.flatMap((row, r) => row.map((_, col) => [col, r, share(r, col)]));
  const axis = (labels: string[], name: string, inverse: boolean) => ({ type: 'category' as const, data: labels, inverse, name, nameLocation: 'middle' as const, nameGap: 8, nameTextStyle: { color: k.subtle, fontSize: 11 }, axisLine: { show: false }, axisTick: { show: false }, axisLabel: { color: k.muted, fontSize: 12, width: 90, overflow: 'truncate' as const } });
  return {
    ...base(k, false),
    tooltip: { show: false },
    grid: { left: 8, right: 12, top: 8, bottom: 8, outerBoundsMode: 'same' as const, outerBoundsContain: 'all' as const },
    xAxis: axis(figure.columns.map(c.of), c.of(figure.columnTitle), false),
    yAxis: axis(figure.rows.map(c.of), c.of(figure.rowTitle), true),
    visualMap: { show: false, min: 0, max: 1, inRange: { color: [withAlpha(k.cat[0]!, 0.06), withAlpha(k.cat[0]!, 0.5)] } },
    series: [
      {
        type: 'heatmap' as const,
        data,
        itemStyle: { borderColor: k.surface, borderWidth: 3, borderRadius: 6 },
        label: {
          show: true,
          color: k.fg,
          formatter: ({ value: [col, r, s] }: { value: [number, number, number] }) => `{n|${c.number(figure.cells[r]![col]!)}}\n{p|${c.percent(s)}}`,
          rich: { n: { fontSize: 15, fontWeight: 600, color: k.fg, lineHeight: 20 }, p: { fontSize: 11, color: k.muted, lineHeight: 16 } },
        },
        emphasis: { disabled: true },
      },
    ],
  };
}
