import type { Figure, FigureOf, Localized } from '@bellwether/contracts';
import type { MessageKey } from '../i18n';
import type { MessageValues } from '../i18n/format';

/** The numbers of a figure as rows: its table view, its CSV, and what a screen reader can walk through. */
export type FigureTable = { columns: string[]; rows: (string | number | null)[][] };

/** What the words of a figure need: the reader's language, and how numbers are written. */
export type PrepareContext = { of: (text: Localized) => string; t: (key: MessageKey, values?: MessageValues) => string; number: (value: number) => string; percent: (value: number) => string; /** a day, from epoch milliseconds that begin it in UTC */ day: (ms: number) => string };

/** Decimals that a column of fractions is written with, so that its numbers can be read down: four digits of the largest. Null: whole numbers, or sizes too far apart for one way of writing. */
export function columnDecimals(cells: readonly unknown[]): number | null {
  const sizes = cells.filter((c): c is number => typeof c === 'number' && Number.isFinite(c) && c !== 0).map(Math.abs);
  if (sizes.length === 0 || sizes.every(Number.isInteger)) return null;
  const decimals = Math.max(0, 3 - Math.floor(Math.log10(Math.max(...sizes))));
  return decimals > 8 || Math.min(...sizes) < 0.5 * 10 ** -decimals ? null : decimals;
}

const at = <T>(list: readonly T[] | undefined, i: number): T | null => list?.[i] ?? null;
const finite = (values: readonly (number | null)[]): number[] => values.filter((v): v is number => v !== null && Number.isFinite(v));

/** Every mark as a table. Pure: the drawing never computes. */
export function tableOf(figure: Figure, c: PrepareContext): FigureTable {
  switch (figure.mark) {
    case 'line':
      return lineTable(figure, c);
    case 'bar':
      return {
        columns: [c.t('figures.category'), ...figure.series.flatMap((s) => (s.lo ? [c.of(s.name), c.t('figures.lower'), c.t('figures.upper')] : [c.of(s.name)]))],
        rows: figure.categories.map((name, i) => [name, ...figure.series.flatMap((s) => (s.lo ? [at(s.y, i), at(s.lo, i), at(s.hi, i)] : [at(s.y, i)]))]),
      };
    case 'histogram':
      return { columns: [c.t('figures.from'), c.t('figures.to'), ...figure.series.map((s) => c.of(s.name))], rows: figure.edges.slice(0, -1).map((from, i) => [from, figure.edges[i + 1]!, ...figure.series.map((s) => at(s.counts, i))]) };
    case 'matrix':
      return { columns: [`${c.of(figure.rowTitle)} \\ ${c.of(figure.columnTitle)}`, ...figure.columns.map(c.of)], rows: figure.rows.map((name, r) => [c.of(name), ...figure.columns.map((_, k) => figure.cells[r]?.[k] ?? null)]) };
    case 'threshold':
      return {
        columns: [c.t('figures.threshold'), c.t('figures.truePositive'), c.t('figures.falsePositive'), c.t('figures.trueNegative'), c.t('figures.falseNegative'), c.t('figures.precision'), c.t('figures.recall'), c.t('figures.f1')],
        rows: figure.thresholds.map((threshold, i) => {
          const r = readThreshold(figure, i);
          return [threshold, r.truePositive, r.falsePositive, r.trueNegative, r.falseNegative, r.precision, r.recall, r.f1];
        }),
      };
    case 'table':
      return { columns: figure.columns.map(c.of), rows: figure.rows.map((row) => row.map((cell) => (cell !== null && typeof cell === 'object' ? c.of(cell) : cell))) };
  }
}

/** A day as spreadsheets read it; with the time of day where there is one. */
const isoOf = (ms: number): string => new Date(ms).toISOString().replace('T00:00:00.000Z', '');

/** One row a point, series after series, so that series with different x keep their own. */
function lineTable(figure: FigureOf<'line'>, c: PrepareContext): FigureTable {
  const bands = figure.series.some((s) => s.lo && s.hi);
  const counts = figure.series.some((s) => s.count);
  return {
    columns: [c.t('figures.series'), c.of(figure.x.label), c.of(figure.y.label), ...(bands ? [c.t('figures.lower'), c.t('figures.upper')] : []), ...(counts ? [c.t('figures.count')] : [])],
    rows: figure.series.flatMap((s) => s.x.map((x, i) => [c.of(s.name), figure.x.time ? isoOf(x) : x, at(s.y, i), ...(bands ? [at(s.lo, i), at(s.hi, i)] : []), ...(counts ? [at(s.count, i)] : [])])),
  };
}

export type ThresholdReading = { threshold: number; truePositive: number; falsePositive: number; trueNegative: number; falseNegative: number; precision: number | null; recall: number | null; specificity: number | null; f1: number | null; accuracy: number | null; flagged: number | null };

const share = (part: number, whole: number): number | null => (whole > 0 ? part / whole : null);

/** What a threshold means in counts and rates; a rate over nothing is null, not zero. */
export function readThreshold(figure: FigureOf<'threshold'>, i: number): ThresholdReading {
  const [truePositive, falsePositive, trueNegative, falseNegative] = [figure.truePositive[i] ?? 0, figure.falsePositive[i] ?? 0, figure.trueNegative[i] ?? 0, figure.falseNegative[i] ?? 0];
  const all = truePositive + falsePositive + trueNegative + falseNegative;
  return {
    threshold: figure.thresholds[i] ?? 0,
    truePositive,
    falsePositive,
    trueNegative,
    falseNegative,
    precision: share(truePositive, truePositive + falsePositive),
    recall: share(truePositive, truePositive + falseNegative),
    specificity: share(trueNegative, trueNegative + falsePositive),
    f1: share(2 * truePositive, 2 * truePositive + falsePositive + falseNegative),
    accuracy: share(truePositive + trueNegative, all),
    flagged: share(truePositive + falsePositive, all),
  };
}

/** Index of the threshold nearest to a value. */
export function nearestThreshold(thresholds: readonly number[], value: number): number {
  let best = 0;
  thresholds.forEach((t, i) => {
    if (Math.abs(t - value) < Math.abs(thresholds[best]! - value)) best = i;
  });
  return best;
}

/** The threshold with the least cost; costs are per wrong decision, in any one unit. */
export function cheapestThreshold(figure: FigureOf<'threshold'>, falseAlarm: number, miss: number): number {
  const cost = (i: number) => (figure.falsePositive[i] ?? 0) * falseAlarm + (figure.falseNegative[i] ?? 0) * miss;
  return figure.thresholds.reduce((best, _, i) => (cost(i) < cost(best) ? i : best), 0);
}

/** The figure in words, for those who cannot see it. */
export function describe(figure: Figure, c: PrepareContext): string {
  const title = c.of(figure.title);
  switch (figure.mark) {
    case 'line':
      return figure.series
        .map((s) => {
          const values = finite(s.y);
          if (values.length === 0) return `${title}. ${c.of(s.name)}: –`;
          return c.t('figures.summaryLine', { title, series: c.of(s.name), first: c.number(values[0]!), last: c.number(values.at(-1)!), min: c.number(Math.min(...values)), max: c.number(Math.max(...values)) });
        })
        .join(' ');
    case 'bar': {
      const first = figure.series[0];
      const order = figure.categories.map((name, i) => ({ name, y: first?.y[i] ?? -Infinity })).sort((a, b) => b.y - a.y);
      return c.t('figures.summaryBar', { title, names: order.slice(0, 3).map((o) => `${o.name} ${Number.isFinite(o.y) ? c.number(o.y) : '–'}`).join(', ') });
    }
    case 'histogram': {
      const rows = figure.series.reduce((sum, s) => sum + s.counts.reduce((a, b) => a + b, 0), 0);
      return c.t('figures.summaryHistogram', { title, rows, from: c.number(figure.edges[0] ?? 0), to: c.number(figure.edges.at(-1) ?? 0) });
    }
    case 'matrix': {
      const cells = figure.rows.flatMap((r, i) => figure.columns.map((k, j) => `${c.of(figure.rowTitle)} ${c.of(r)}, ${c.of(figure.columnTitle)} ${c.of(k)}: ${c.number(figure.cells[i]?.[j] ?? 0)}`));
      return c.t('figures.summaryMatrix', { title, cells: cells.slice(0, 16).join('; ') });
    }
    case 'threshold': {
      const r = readThreshold(figure, nearestThreshold(figure.thresholds, figure.best));
      return c.t('figures.summaryThreshold', { title, best: c.number(r.threshold), precision: r.precision === null ? '–' : c.percent(r.precision), recall: r.recall === null ? '–' : c.percent(r.recall) });
    }
    case 'table':
      return c.t('figures.summaryTable', { title, rows: figure.rows.length });
  }
}

/** Spreadsheets run text that begins like a formula: such text gets a leading apostrophe. Numbers stay numbers. */
function csvCell(value: string | number | null): string {
  if (value === null) return '';
  if (typeof value === 'number') return Number.isFinite(value) ? String(value) : '';
  const safe = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\n\r]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** RFC 4180, with a byte-order mark so that Excel reads UTF-8. */
export const csvOf = (table: FigureTable): string => `\uFEFF${[table.columns, ...table.rows].map((row) => row.map(csvCell).join(',')).join('\r\n')}\r\n`;
