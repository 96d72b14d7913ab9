import { AppError, type ForecastAnswer, type ForecastAsk, type ReorderAsk, type SimulationAsk } from '@bellwether/contracts';
import { FORECAST_LEVELS } from '@bellwether/metrics';
import { columnWithRole, type ArtifactFile, type Predictor } from '../task-family';
import { unpackForecast, forecastSignature, type ForecastArtifact } from './artifact';
import { evaluationRows, takeForRows } from './evaluation';
import { forecastPanel, panelTotals, type PanelTotals } from './forecaster';
import { looksOf, tryPolicy, type Looks } from './inventory/try-policy';
import { KNOWN_TITLES, knownColumns, untoldAhead } from './known-columns';
import { MOST_COUNTED } from './global/count-distribution';
import { demandShape } from './local/demand-class';
import { forecastNewItem } from './new-item';
import { panelAt, stepTime, type Panel } from './panel';
import { reorder } from './reorder';
import { observed, type SeriesForecast } from './series';
import { panelOfTable } from './table-panel';

const STEP_ZH = { day: '天', week: '周', month: '个月' } as const;
const iso = (panel: Panel, t: number): string => stepTime(panel, t).toISOString().slice(0, 10);

/** @throws AppError MODEL_ARTIFACT_INVALID @owns the caller disposes it */
export async function loadForecast(files: ArtifactFile[]): Promise<Predictor> {
  const artifact = unpackForecast(files);
  const { panel, params, forecaster, roles } = artifact;
  const item = columnWithRole(roles, 'item')!;
  const signature = forecastSignature(panel, roles, params);
  const place = new Map(panel.series.map((s, i) => [s.id, i]));
  // made when first asked for, once: the same panel has the same forecast
  let plain: Promise<SeriesForecast[]> | null = null;
  const ahead = (): Promise<SeriesForecast[]> => (plain ??= forecastPanel(forecaster, panel));
  let sums: Promise<PanelTotals | null> | null = null;
  const totals = (): Promise<PanelTotals | null> => (sums ??= ahead().then((forecasts) => panelTotals(forecaster, panel, forecasts)));
  let looks: Looks | null = null;
  return {
    signature,
    async predictRows(rows) {
      const forecasts = await ahead();
      return rows.map((row) => {
        const id = String(row[item] ?? '');
        const i = place.get(id);
        if (i === undefined) throw new AppError({ code: 'SIGNATURE_MISMATCH', message: `Expected a product that this model knows in ${JSON.stringify(item)}, received ${JSON.stringify(id)}.`, fix: 'Ask the forecast with newItems, or train on data that hold it.' });
        return { score: forecasts[i]!.mean[0]!, label: null, warnings: [] };
      });
    },
    async predictTable(table) {
      const forecasts = await ahead();
      const column = table.columns.find((c) => c.name === item);
      if (!column) throw new AppError({ code: 'COLUMN_NOT_FOUND', message: `expected the column ${JSON.stringify(item)}, received none`, fix: 'send the column that names the product' });
      return Float64Array.from({ length: table.rows }, (_, r) => forecasts[place.get(String(column.values[r])) ?? -1]?.mean[0] ?? Number.NaN);
    },
    async explain(row) {
      const i = place.get(String(row[item] ?? ''));
      if (i === undefined) return [];
      const y = observed(panel.series[i]!);
      const of = (n: number): number => (y.length === 0 ? 0 : y.subarray(-n).reduce((a, b) => a + b, 0) / Math.min(n, y.length));
      const mean = (await ahead())[i]!.mean[0]!;
      return [{ feature: 'mean of its life', value: of(y.length).toFixed(2), contribution: of(y.length) }, { feature: 'last 8 steps', value: of(8).toFixed(2), contribution: of(8) - of(y.length) }, { feature: 'season, price, promotion and sums', value: mean.toFixed(2), contribution: mean - of(8) }];
    },
    evaluation: {
      columns: [...Object.keys(roles), ...params.knownAhead, ...(params.stockColumn === '' ? [] : [params.stockColumn])],
      async measure(table, rows) {
        const source = panelOfTable(table, roles, params);
        return takeForRows(evaluationRows(source, await forecastPanel(forecaster, panelAt(source.panel, params.horizon)), table.rows), rows);
      },
    },
    async ask(name, request) {
      if (name === 'forecast') return answerForecast(artifact, request as ForecastAsk, ahead, await totals());
      if (name === 'simulate') return tryPolicy(artifact, request as SimulationAsk, (looks ??= looksOf(artifact)));
      return reorder(artifact, request as ReorderAsk, await ahead(), await totals());
    },
    dispose: () => {},
  };
}

async function answerForecast({ panel, params, forecaster }: ForecastArtifact, ask: ForecastAsk, ahead: () => Promise<SeriesForecast[]>, totals: PanelTotals | null): Promise<ForecastAnswer> {
  const known = knownColumns(params);
  const changed = Object.keys(ask.whatIf);
  const strange = changed.filter((name) => !known.includes(name));
  if (strange.length > 0) throw new AppError({ code: 'INPUT_INVALID', message: `Expected a what-if on ${known.join(', ') || 'no column: this model knows nothing ahead'}, received ${strange.join(', ')}.`, fix: 'Train with the column under "Known ahead", or leave it out.' });
  const told = changed.length === 0 ? panel : withWhatIf(panel, ask.whatIf);
  const forecasts = changed.length === 0 ? await ahead() : await forecastPanel(forecaster, told);
  const plain = await ahead();
  const needle = ask.search.trim().toLowerCase();
  const ids = panel.series.map((_, i) => i).filter((i) => (ask.items ? ask.items.includes(panel.series[i]!.id) : needle === '' || panel.series[i]!.id.toLowerCase().includes(needle) || Object.values(panel.series[i]!.statics).some((v) => v.toLowerCase().includes(needle))));
  const volume = (i: number): number => forecasts[i]!.mean.reduce((a, b) => a + b, 0);
  const order = ids.sort((a, b) => volume(b) - volume(a)).slice(0, ask.limit);
  const sold = new Set(panel.series.map((s) => s.id));
  const fresh = ask.newItems.map((n) => ({ n, analogy: forecastNewItem(panel, n.like, n.statics) }));
  const steps = (f: SeriesForecast) => Array.from(f.mean, (mean, h) => ({ at: iso(panel, panel.length + h), mean, quantiles: f.quantiles.map((q) => q[h]!) }));
  return {
    frequency: panel.frequency, horizon: panel.horizon, levels: [...FORECAST_LEVELS], knownAhead: known, knownTitles: Object.fromEntries(Object.entries(KNOWN_TITLES).filter(([name]) => known.includes(name))), untold: untoldAhead(told, order), total: ids.length,
    series: [
      ...order.map((i): ForecastAnswer['series'][number] => {
        const s = panel.series[i]!;
        const from = Math.max(0, panel.length - ask.historySteps);
        // a plan told by a what-if moves the total as it moves the steps
        const over = (f: SeriesForecast): number => f.mean.subarray(0, totals?.steps ?? 0).reduce((a, b) => a + b, 0);
        const moved = changed.length > 0 && over(plain[i]!) > 0 ? over(forecasts[i]!) / over(plain[i]!) : 1;
        const total = totals?.series[i];
        return {
          item: s.id, statics: s.statics, kind: demandShape(observed(s)).kind, unitPrice: Number.isNaN(s.unitPrice) ? null : s.unitPrice,
          history: Array.from(s.y.subarray(from), (v, k) => ({ at: iso(panel, from + k), value: Number.isNaN(v) ? null : v, censored: s.censored?.[from + k] === 1 })), forecast: steps(forecasts[i]!),
          known: Object.fromEntries(Object.entries((told.series[i] ?? s).known).map(([name, v]) => [name, Array.from(v.subarray(from, panel.length + panel.horizon), (x) => (Number.isNaN(x) ? null : x))])),
          total: totals && total ? { steps: totals.steps, mean: total.mean * moved, quantiles: Array.from(total.quantiles, (q) => q * moved), interval: { low: total.interval.low * moved, high: total.interval.high * moved }, counts: moved === 1 && total.mean <= MOST_COUNTED ? total.spread : null } : null,
          basis: { en: `${observed(s).length} ${panel.frequency}s of its own sales and what the other products tell.`, zh: `基于其自身 ${observed(s).length} ${STEP_ZH[panel.frequency]}的销量以及其他商品的信息。` },
        };
      }),
      ...fresh.filter((f) => f.analogy !== null).map(({ n, analogy }): ForecastAnswer['series'][number] => ({
        item: n.item, statics: n.statics, kind: 'new', unitPrice: null, history: [], known: {}, forecast: steps(analogy!.forecast), total: null,
        basis: { en: `No sales of its own: the first steps of ${analogy!.analogues.length === 1 ? 'one product' : `${analogy!.analogues.length} products`} like it (${analogy!.analogues.slice(0, 3).join(', ')}${analogy!.analogues.length > 3 ? ', …' : ''}).`, zh: `无自身销量：参考 ${analogy!.analogues.length} 个相似商品上市初期的表现（${analogy!.analogues.slice(0, 3).join('、')}${analogy!.analogues.length > 3 ? '等' : ''}）。` },
      })),
    ],
    sums: forecaster.sums,
    unknown: [...(ask.items ?? []).filter((id) => !sold.has(id)), ...fresh.filter((f) => f.analogy === null).map((f) => f.n.item)],
  };
}

/** The panel with other values ahead; the past stays what it was. */
function withWhatIf(panel: Panel, whatIf: ForecastAsk['whatIf']): Panel {
  return {
    ...panel,
    series: panel.series.map((s) => ({
      ...s,
      known: Object.fromEntries(Object.entries(s.known).map(([name, values]) => {
        const value = whatIf[name];
        if (value === undefined) return [name, values];
        return [name, values.map((v, t) => (t < panel.length ? v : typeof value === 'number' ? value : (value[t - panel.length] ?? v)))];
      })),
    })),
  };
}
