import { fitIntervalSpread, type MeanSpread, type SaidAndCame } from '@bellwether/metrics';
import { panelAt, usableSeason, type Panel } from '../panel';
import { groupsOf, totalOf } from './groups';
import { forecastTotal } from './top-level';

/** How far sums of products came from what was forecast of them. */
export type SumSpread = MeanSpread & { /** whose values are summed; null: all products together */ column: string | null };

/** Origins half a horizon apart, as many as the history holds. */
const MOST_ORIGINS = 6;
/** Groups of a column that are looked at; more would cost seconds and move nothing. */
const MOST_GROUPS = 40;

/**
 * Learnt by forecasting each group's own series from earlier origins: errors of products of a group go together (a season, a campaign, a new rival), so variances of products
 * added up say far too little.
 * @returns one spread a column that could be tried, and one for the whole; none where the history is too short
 */
export function fitSumSpreads(panel: Panel): SumSpread[] {
  const columns = [null, ...new Set(panel.series.flatMap((s) => Object.keys(s.statics)))].sort();
  const backs = Array.from({ length: MOST_ORIGINS }, (_, k) => Math.max(1, Math.round((panel.horizon * (k + 2)) / 2))).filter((back) => panel.length - back >= 2 * panel.horizon);
  return columns.flatMap((column): SumSpread[] => {
    const groups = groupsOf(panel, column);
    const every = Math.ceil(groups.length / MOST_GROUPS);
    const spread = fitIntervalSpread(groups.filter((_, g) => g % every === 0).flatMap((members) => backs.flatMap((back) => pairAt(panel, members, back))));
    return spread === null ? [] : [{ column, ...spread }];
  });
}

/** A group that has sold nothing yet says nothing. */
function pairAt(panel: Panel, members: readonly number[], back: number): SaidAndCame[] {
  const past = totalOf(panelAt(panel, back), members);
  if (past.length < 2 * panel.horizon || past.every((v) => v === 0)) return [];
  const ahead = totalOf(panel, members).subarray(-back).subarray(0, panel.horizon);
  const { mean } = forecastTotal(past, panel.horizon, usableSeason(panel.frequency, past.length));
  return [{ mean: mean.reduce((a, v) => a + Math.max(0, v), 0), came: ahead.reduce((a, b) => a + b, 0) }];
}
