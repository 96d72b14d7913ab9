import { FREQUENCIES, type Frequency, type Series } from './series';

/** A series with what is known of it besides its sales. */
export type PanelSeries = Series & {
  /** of the whole product: category, shop, brand */
  statics: Record<string, string>;
  /** paid for one unit when it last sold; NaN where the data hold no price @unit money */
  unitPrice: number;
  /** known at every step, also ahead: price, promotion, open. NaN where it is not known. @shape [history + horizon] */
  known: Record<string, Float64Array>;
};

/** Series on one calendar: step t of every series is the same day, week or month. */
export type Panel = {
  frequency: Frequency;
  /** steps to forecast */
  horizon: number;
  /** steps of history, the same for all */
  length: number;
  /** first step. @unit epoch ms */
  start: number;
  series: PanelSeries[];
};

const DAY_MS = 86_400_000;

/** The moment at which step `t` begins; months by the calendar. */
export function stepTime(panel: Pick<Panel, 'frequency' | 'start'>, t: number): Date {
  if (panel.frequency !== 'month') return new Date(panel.start + t * (panel.frequency === 'week' ? 7 : 1) * DAY_MS);
  const first = new Date(panel.start);
  return new Date(Date.UTC(first.getUTCFullYear(), first.getUTCMonth() + t, 1));
}

/** Season that can be learnt from a history of this length: none where it was not seen twice. */
export function usableSeason(frequency: Frequency, length: number): number {
  const { season } = FREQUENCIES[frequency];
  return length >= 2 * season ? season : 1;
}

/** The panel as it stood `back` steps ago: what came after the origin is cut off, also what was known ahead beyond the horizon. */
export function panelAt(panel: Panel, back: number): Panel {
  const length = panel.length - back;
  return {
    ...panel, length,
    series: panel.series.map((s) => ({
      ...s, y: s.y.subarray(0, length), censored: s.censored === null ? null : s.censored.subarray(0, length),
      known: Object.fromEntries(Object.entries(s.known).map(([name, values]) => [name, values.subarray(0, length + panel.horizon)])),
    })),
  };
}
