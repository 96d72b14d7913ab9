import type { RouterOutputs } from '@bellwether/api';
import type { Figure } from '@bellwether/contracts';

export type Answer = RouterOutputs['forecast']['series'];
export type One = Answer['series'][number];
/** Titles of what is known ahead and is no column of the shop's own, as the family gives them. */
export type Titles = Answer['knownTitles'];

const both = (en: string, zh: string): Figure['title'] => ({ en, zh });
/** Columns of the shop's own stand under their own names. */
export const titleOf = (name: string, titles: Titles): Figure['title'] => titles[name] ?? both(name, name);
const ms = (day: string): number => Date.parse(`${day}T00:00:00Z`);
const isKnown = (v: number | null | undefined): v is number => v !== null && v !== undefined;

/** Whether a column is a switch that is mostly off, as promotions and holidays are; prices and temperatures are not. */
export const isEvent = (values: readonly (number | null)[]): boolean => {
  const seen = values.filter(isKnown);
  return seen.length > 0 && seen.filter((v) => v === 0).length > seen.length / 2;
};

/** Whether a column has been on or off and nothing else: a question of yes or no. */
export const isSwitch = (values: readonly (number | null)[]): boolean => {
  const seen = new Set(values.filter(isKnown));
  return seen.size === 2 && seen.has(0) && seen.has(1);
};

/** What is planned for the steps ahead, from least to most; null: nothing is. */
export function plannedRange(one: One, name: string): [number, number] | null {
  const ahead = (one.known[name] ?? []).slice(one.history.length).filter(isKnown);
  return ahead.length === 0 ? null : [Math.min(...ahead), Math.max(...ahead)];
}

/** Days of a product's figures: the history, then the steps ahead. */
const daysOf = (one: One): number[] => [...one.history, ...one.forecast].map((s) => ms(s.at));

/**
 * History and the fan ahead; promotions and empty shelves stand as marks on the sales of their step.
 * What the what-if adds comes last, so that nothing else changes its colour.
 * @param planned what is expected without the what-if, drawn beside it; null: no what-if
 */
export function fanFigure(one: One, planned: One | null, titles: Titles): Figure {
  const x = one.forecast.map((f) => ms(f.at));
  const at = (k: number) => one.forecast.map((f) => f.quantiles[k]!);
  const days = daysOf(one);
  const sales = [...one.history.map((h) => h.value), ...one.forecast.map((f) => f.mean)];
  const marks = (name: Figure['title'], on: (i: number) => boolean, always = false) => {
    const steps = days.map((_, i) => i).filter(on);
    return steps.length === 0 && !always ? [] : [{ name, x: steps.map((i) => days[i]!), y: steps.map((i) => sales[i] ?? null), dots: true, events: true }];
  };
  const events = Object.entries(one.known).filter(([, values]) => isEvent(values.slice(0, one.history.length)));
  return {
    key: 'fan', mark: 'line', title: both('Sales and forecast', '销量与预测'), x: { label: both('Day', '日期'), time: true }, y: { label: both('Units', '件数'), zero: true },
    series: [
      ...(one.history.length === 0 ? [] : [{ name: both('Sold', '已售'), x: one.history.map((h) => ms(h.at)), y: one.history.map((h) => h.value) }]),
      { name: both('Expected, 80% band', '预期（80% 区间）'), x, y: one.forecast.map((f) => f.mean), lo: at(0), hi: at(8) },
      { name: both('Median, middle 40%', '中位数（中间 40%）'), x, y: at(4), lo: at(2), hi: at(6) },
      ...events.flatMap(([name, values]) => marks(titleOf(name, titles), (i) => (values[i] ?? 0) !== 0, true)),
      ...marks(both('Shelf empty', '缺货'), (i) => one.history[i]?.censored === true),
      ...(planned === null ? [] : [{ name: both('Expected as planned', '按计划的预期'), x, y: planned.forecast.map((f) => f.mean), dashed: true }]),
    ],
  };
}

/** Prices and other columns that always have a value, each as a line of its own: their units are not those of sales. */
export function planFigures(one: One, titles: Titles): Figure[] {
  const days = daysOf(one);
  return Object.entries(one.known).filter(([, values]) => new Set(values.filter(isKnown)).size > 1 && !isEvent(values.slice(0, one.history.length))).map(([name, values]) => ({
    key: `plan-${name}`, mark: 'line', title: titleOf(name, titles), x: { label: both('Day', '日期'), time: true }, y: { label: titleOf(name, titles) },
    series: [
      { name: both('So far', '至今'), x: days.slice(0, one.history.length), y: values.slice(0, one.history.length) },
      ...(values.slice(one.history.length).some(isKnown) ? [{ name: both('Planned', '计划'), x: days.slice(one.history.length), y: values.slice(one.history.length), dots: true }] : []),
    ],
  }));
}

/** What is asked: each value for all steps, or for one of them while the others stay as planned. @param step place among the steps ahead; null: all */
export const whatIfOf = (values: Readonly<Record<string, number>>, step: number | null): Record<string, number | (number | null)[]> =>
  step === null ? { ...values } : Object.fromEntries(Object.entries(values).map(([name, v]) => [name, [...Array.from({ length: step }, () => null), v]]));
