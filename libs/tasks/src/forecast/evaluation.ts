import { AppError } from '@bellwether/contracts';
import { FORECAST_LEVELS, naiveScale, type ForecastSeries } from '@bellwether/metrics';
import type { EvaluationRows } from '../task-family';
import { usableSeason, type Panel } from './panel';
import type { SeriesForecast } from './series';
import type { TablePanel } from './table-panel';

const quantileName = (k: number): string => `q${FORECAST_LEVELS[k]! * 100}`;

/**
 * What a forecast is judged on, one row a step of a series. A step that has source rows is named by its first; one in which nothing sold has none, and is named by its place after the last row.
 * @param panel the whole panel, whose last horizon is judged
 */
export function evaluationRows({ panel, sourceRow }: TablePanel, forecasts: readonly SeriesForecast[], tableRows: number): EvaluationRows {
  const { horizon, length } = panel;
  const n = panel.series.length * horizon;
  const season = usableSeason(panel.frequency, length - horizon);
  const rows: EvaluationRows & { extra: Record<string, Float64Array> } = { rowIndex: new Int32Array(n), y: new Float64Array(n), score: new Float64Array(n), extra: {} };
  const extra = (name: string): Float64Array => (rows.extra[name] ??= new Float64Array(n));
  panel.series.forEach((s, i) => {
    const scale = naiveScale(s.y.subarray(0, length - horizon), season);
    for (let h = 0; h < horizon; h++) {
      const at = i * horizon + h;
      const t = length - horizon + h;
      rows.rowIndex[at] = sourceRow[i]![t]! || tableRows + 1 + at;
      // an empty shelf says nothing of demand: such a step is not judged
      rows.y[at] = s.censored?.[t] === 1 ? Number.NaN : s.y[t]!;
      rows.score[at] = forecasts[i]!.mean[h]!;
      FORECAST_LEVELS.forEach((_, k) => (extra(quantileName(k))[at] = forecasts[i]!.quantiles[k]![h]!));
      extra('series')[at] = i;
      extra('ahead')[at] = h + 1;
      extra('scale_absolute')[at] = scale.absolute;
      extra('scale_squared')[at] = scale.squared;
    }
  });
  return rows;
}

/** The rows as forecasts of series again. @throws AppError MODEL_ARTIFACT_INVALID when they are not rows of a forecast */
export function seriesOfRows(rows: EvaluationRows): ForecastSeries[] {
  const { extra } = rows;
  if (!extra?.['series'] || !extra['ahead'] || FORECAST_LEVELS.some((_, k) => !extra[quantileName(k)])) throw new AppError({ code: 'MODEL_ARTIFACT_INVALID', message: 'Expected evaluation rows of a forecast (series, steps ahead, nine levels), received others.', fix: 'Compare runs of the same family.' });
  const groups = new Map<number, number[]>();
  rows.rowIndex.forEach((_, r) => groups.set(extra['series']![r]!, [...(groups.get(extra['series']![r]!) ?? []), r]));
  return [...groups].map(([id, at]) => {
    const order = at.sort((a, b) => extra['ahead']![a]! - extra['ahead']![b]!);
    const of = (values: Float64Array): Float64Array => Float64Array.from(order, (r) => values[r]!);
    return {
      id: String(id), actual: of(rows.y), mean: of(rows.score), quantiles: FORECAST_LEVELS.map((_, k) => of(extra[quantileName(k)]!)),
      scale: { absolute: extra['scale_absolute']?.[order[0]!] ?? Number.NaN, squared: extra['scale_squared']?.[order[0]!] ?? Number.NaN },
    };
  });
}

/** Forecasts of this panel put on exactly the rows asked for. @throws AppError NOT_FOUND when a row is none of them */
export function takeForRows(own: EvaluationRows, rows: EvaluationRows): EvaluationRows {
  const place = new Map(Array.from(own.rowIndex, (row, i) => [row, i]));
  const at = Int32Array.from(rows.rowIndex, (row) => {
    const i = place.get(row);
    if (i === undefined) throw new AppError({ code: 'NOT_FOUND', message: `Expected row ${row} among the steps that this model forecasts, found none: it has another step or horizon.`, fix: 'Compare models of the same step and horizon.' });
    return i;
  });
  const take = (values: Float64Array): Float64Array => Float64Array.from(at, (i) => values[i]!);
  return { rowIndex: rows.rowIndex, y: take(own.y), score: take(own.score), extra: Object.fromEntries(Object.entries(own.extra ?? {}).map(([name, values]) => [name, take(values)])) };
}

/** A panel that ends where the newest horizon begins. */
export const judgedFrom = (panel: Panel): number => panel.length - panel.horizon;
