import type { CostEstimate, DatasetFacts } from '../task-family';
import type { ForecastParams } from './params';

/** Measured on two cores: rows through one tree, windows through one unit of a network, series through a simple method. @unit seconds */
const SECONDS = { treeRow: 1.1e-7, window: 1.6e-7, series: 2e-3 } as const;

/** Said before a launch; what it costs in truth depends on when early stopping ends it. */
export function estimateForecastCost(params: ForecastParams, facts: DatasetFacts): CostEstimate {
  const names = params.model === 'blend' ? params.members : [params.model];
  const item = Object.entries(facts.roles).find(([, role]) => role === 'item')?.[0];
  const series = facts.profile?.columns.find((c) => c.name === item)?.distinct ?? Math.min(1000, facts.rows);
  const rows = Math.min(params.rows, series * 20 * params.horizon);
  // each global member is fitted twice (to choose, to keep), and again for the backtest
  const trees = names.includes('boosted') ? 10 * 2 * 2 * params.trees * rows * SECONDS.treeRow : 0;
  // totals: to calibrate and to keep, with the newest horizon and without; of whole units only a mean, of others nine levels more, which is not known before
  const totals = params.totals === 'ratios' ? 0 : 2 * 2 * Math.min(100, params.trees) * Math.min(params.rows, series * 100) * SECONDS.treeRow;
  const networks = names.filter((n) => n === 'tide' || n === 'nhits').length * 4 * params.epochs * Math.min(rows, 20_000) * params.hidden * SECONDS.window;
  const seconds = 1 + trees + totals + networks + 4 * series * SECONDS.series;
  const rounded = Math.max(1, Math.round(seconds));
  return {
    seconds, memoryBytes: 300e6 + rows * 60 * 8 * 2, steps: names.length,
    sentence: { en: `About ${rounded} s for ${series} products: ${names.join(', ')}.`, zh: `约 ${rounded} 秒，${series} 个商品：${names.join('、')}。` },
  };
}
