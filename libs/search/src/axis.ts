import type { SearchParameter, SearchValue } from '@bellwether/contracts';

/**
 * A parameter on the unit interval. Numbers are even there, in their logarithm where they are searched so; a whole or stepped number
 * owns a cell of the interval; a choice is a place in its list.
 */
export type Axis =
  | { kind: 'continuous'; /** @returns 0..1 */ unitOf(value: number): number; valueOf(unit: number): number }
  | { kind: 'cells'; count: number; /** @returns the middle of the value's cell */ unitOf(value: number): number; valueOf(unit: number): number; /** cell of a value: its ends on the unit interval */ cellOf(value: number): [from: number, to: number]; valueAt(index: number): number }
  | { kind: 'choice'; count: number; indexOf(value: SearchValue): number; valueAt(index: number): SearchValue };

const clamp = (v: number, low: number, high: number): number => Math.min(high, Math.max(low, v));
/** Digits that survive the logarithm and back: 0.1 stays 0.1. */
const tidy = (v: number): number => Number(v.toPrecision(12));

export function axisOf(parameter: SearchParameter): Axis {
  if (parameter.kind === 'choice') {
    const keys = parameter.values.map((v) => JSON.stringify(v));
    return { kind: 'choice', count: keys.length, indexOf: (value) => keys.indexOf(JSON.stringify(value)), valueAt: (index) => parameter.values[index]! };
  }
  const { low, high, log } = parameter;
  const step = parameter.kind === 'integer' ? (parameter.step ?? 1) : parameter.step;
  if (step !== undefined) return cells(low, Math.floor(tidy((high - low) / step)) + 1, step, log);
  const [from, to] = log ? [Math.log(low), Math.log(high)] : [low, high];
  return {
    kind: 'continuous',
    unitOf: (value) => (to === from ? 0.5 : clamp(((log ? Math.log(value) : value) - from) / (to - from), 0, 1)),
    valueOf: (unit) => clamp(tidy(log ? Math.exp(from + unit * (to - from)) : from + unit * (to - from)), low, high),
  };
}

/** Values low, low + step, ...; each owns half a step to either side, so that every one is as likely (in the logarithm, by its width there). */
function cells(low: number, count: number, step: number, log: boolean): Axis {
  const scale = (v: number): number => (log ? Math.log(v) : v);
  const [from, to] = [scale(low - step / 2), scale(low + (count - 0.5) * step)];
  const toUnit = (v: number): number => clamp((scale(v) - from) / (to - from), 0, 1);
  const valueAt = (index: number): number => tidy(low + index * step);
  const cellOf = (value: number): [number, number] => [toUnit(value - step / 2), toUnit(value + step / 2)];
  return {
    kind: 'cells', count, valueAt, cellOf,
    unitOf: (value) => { const [a, b] = cellOf(value); return (a + b) / 2; },
    valueOf: (unit) => { const v = from + unit * (to - from); return valueAt(clamp(Math.round(((log ? Math.exp(v) : v) - low) / step), 0, count - 1)); },
  };
}

/** How many values there are; Infinity where they are not countable. */
export const countOf = (axis: Axis): number => (axis.kind === 'continuous' ? Infinity : axis.count);
