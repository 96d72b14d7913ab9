import type { Figure } from '@bellwether/contracts';
import { FORECAST_LEVELS } from '@bellwether/metrics';
import { demandShape } from './local/demand-class';
import { observed } from './series';
import type { Forecaster } from './forecaster';
import { MODEL_TITLES, type ForecastModelName } from './params';
import { stepTime, type Panel } from './panel';
import type { SeriesForecast } from './series';

type Input = { panel: Panel; forecasts: readonly SeriesForecast[]; names: readonly ForecastModelName[]; weights: readonly number[]; forecaster: Forecaster };

const t = (en: string, zh: string) => ({ en, zh });

/** Pictures of one forecast: the whole shop, by step ahead, by kind of demand, and how often levels held. */
export function forecastFigures(input: Input): Figure[] {
  return [totalFigure(input), errorByStep(input), levelFigure(input), kindTable(input), memberTable(input)];
}

const judged = (panel: Panel, s: number, h: number): number => (panel.series[s]!.censored?.[panel.length - panel.horizon + h] === 1 ? Number.NaN : panel.series[s]!.y[panel.length - panel.horizon + h]!);

function totalFigure({ panel, forecasts }: Input): Figure {
  const { horizon, length } = panel;
  const shown = Math.min(length, horizon * 5);
  const sum = (step: number): number => panel.series.reduce((a, s) => a + (Number.isNaN(s.y[step]!) ? 0 : s.y[step]!), 0);
  const past = Array.from({ length: shown }, (_, i) => length - shown + i);
  const ahead = Array.from({ length: horizon }, (_, h) => length - horizon + h);
  const at = (step: number): number => stepTime(panel, step).getTime();
  return {
    key: 'total', mark: 'line', title: t('All products together', '全部商品合计'), note: t('Sales and the forecast made where the newest horizon begins.', '实际销量与最新预测期起点处的预测。'),
    x: { label: t('Day', '日期'), time: true }, y: { label: t('Units', '件数') },
    series: [{ name: t('Sales', '实际'), x: past.map(at), y: past.map(sum) }, { name: t('Forecast', '预测'), x: ahead.map(at), y: ahead.map((_, h) => forecasts.reduce((a, f) => a + f.mean[h]!, 0)) }],
  };
}

function errorByStep({ panel, forecasts }: Input): Figure {
  const steps = Array.from({ length: panel.horizon }, (_, h) => h);
  const ratio = (h: number, of: (y: number, m: number) => number): number | null => {
    let [top, bottom] = [0, 0];
    forecasts.forEach((f, s) => {
      const y = judged(panel, s, h);
      if (Number.isNaN(y)) return;
      top += of(y, f.mean[h]!);
      bottom += Math.abs(y);
    });
    return bottom === 0 ? null : top / bottom;
  };
  return {
    key: 'error-by-step', mark: 'line', title: t('Error and bias by step ahead', '各提前步的误差与偏差'), note: t('WAPE: absolute error over units sold. Bias: forecast less sales, over units sold.', 'WAPE：绝对误差与销量之比。偏差：预测减销量，再除以销量。'), x: { label: t('Steps ahead', '提前步数') }, y: { label: t('Share of units', '占销量比例') }, referenceY: 0, points: true,
    series: [{ name: t('WAPE', 'WAPE'), x: steps.map((h) => h + 1), y: steps.map((h) => ratio(h, (y, m) => Math.abs(m - y))) }, { name: t('Bias', '偏差'), x: steps.map((h) => h + 1), y: steps.map((h) => ratio(h, (y, m) => m - y)) }],
  };
}

function levelFigure({ panel, forecasts }: Input): Figure {
  const held = FORECAST_LEVELS.map((_, k) => {
    let [under, n] = [0, 0];
    forecasts.forEach((f, s) => f.quantiles[k]!.forEach((q, h) => {
      const y = judged(panel, s, h);
      if (Number.isNaN(y)) return;
      n++;
      // a zero that is forecast as zero lies on the level: half of such ties count
      under += y < q ? 1 : y === q ? 0.5 : 0;
    }));
    return n === 0 ? null : under / n;
  });
  return { key: 'levels', mark: 'line', title: t('How often levels held', '分位水平的实际覆盖'), note: t('On the diagonal, 70% of outcomes lie below the 70% level.', '位于对角线时，70% 的结果低于 70% 分位。'), x: { label: t('Level', '分位水平'), range: [0, 1] }, y: { label: t('Share below', '低于该水平的比例'), range: [0, 1] }, reference: 'diagonal', points: true, series: [{ name: t('Observed', '实际'), x: [...FORECAST_LEVELS], y: held }] };
}

const KINDS = { smooth: t('Smooth', '平稳'), erratic: t('Erratic', '波动'), intermittent: t('Intermittent', '间歇'), lumpy: t('Lumpy', '块状') } as const;

function kindTable({ panel, forecasts }: Input): Figure {
  const rows = (Object.keys(KINDS) as (keyof typeof KINDS)[]).map((kind) => {
    let [count, units, error, bias] = [0, 0, 0, 0];
    panel.series.forEach((s, i) => {
      if (demandShape(observed({ ...s, y: s.y.subarray(0, panel.length - panel.horizon), censored: s.censored?.subarray(0, panel.length - panel.horizon) ?? null })).kind !== kind) return;
      count++;
      for (let h = 0; h < panel.horizon; h++) {
        const y = judged(panel, i, h);
        if (Number.isNaN(y)) continue;
        units += y;
        error += Math.abs(forecasts[i]!.mean[h]! - y);
        bias += forecasts[i]!.mean[h]! - y;
      }
    });
    return [KINDS[kind], count, units, units > 0 ? error / units : null, units > 0 ? bias / units : null];
  });
  return { key: 'kinds', mark: 'table', title: t('By kind of demand', '按需求类型'), note: t('Smooth sells often in even amounts, erratic often in uneven ones, intermittent now and then in even ones, lumpy now and then in uneven ones (Syntetos and Boylan).','平稳：常售且数量均匀；波动：常售但数量不均；间歇：偶尔售出且数量均匀；块状：偶尔售出且数量不均（Syntetos–Boylan）。'), columns: [t('Demand', '需求类型'), t('Products', '商品数'), t('Units', '件数'), t('WAPE', 'WAPE'), t('Bias', '偏差')], rows };
}

function memberTable({ names, weights, forecaster }: Input): Figure {
  return {
    key: 'members', mark: 'table', title: t('Members', '成员'), note: t(`Weights from backtests. Levels ${forecaster.levelMap === null ? 'are not calibrated' : `are calibrated on ${forecaster.levelMap.n} steps`}.`, `权重由回测确定。分位${forecaster.levelMap === null ? '未校准' : `已在 ${forecaster.levelMap.n} 个时间步上校准`}。`),
    columns: [t('Member', '成员'), t('Weight', '权重')], rows: names.map((name, i) => [t(...MODEL_TITLES[name]), weights[i]!]),
  };
}
