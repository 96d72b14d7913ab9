import type { SearchParameter, SearchTrial, SearchValue } from '@bellwether/contracts';
import type { SearchView } from '../../run-kit/families';

/** One vertical axis: where a value stands, from 0 at the foot to 1 at the head, and what is written beside it. */
export type ParallelAxis = { path: string; placeOf: (value: SearchValue) => number; ticks: { at: number; value: SearchValue }[] };

const between = (low: number, high: number, log: boolean) => (v: number): number => {
  const turn = (x: number): number => (log ? Math.log(x) : x);
  return high === low ? 0.5 : Math.min(1, Math.max(0, (turn(v) - turn(low)) / (turn(high) - turn(low))));
};

export function axisOf(parameter: SearchParameter): ParallelAxis {
  if (parameter.kind === 'choice') {
    const { values } = parameter;
    const place = (i: number): number => (values.length === 1 ? 0.5 : i / (values.length - 1));
    return { path: parameter.path, placeOf: (value) => place(Math.max(0, values.indexOf(value))), ticks: values.map((value, i) => ({ at: place(i), value })) };
  }
  const place = between(parameter.low, parameter.high, parameter.log);
  return { path: parameter.path, placeOf: (value) => place(Number(value)), ticks: [parameter.low, parameter.high].map((value) => ({ at: place(value), value })) };
}

/** The axis of the objective, over what was measured; the better end is the head. */
export function objectiveAxis(search: Pick<SearchView, 'objective' | 'direction' | 'trials'>): ParallelAxis | null {
  const values = search.trials.flatMap((t) => (t.objective === null ? [] : [t.objective]));
  if (values.length === 0) return null;
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const place = between(low, high, false);
  const up = (v: number): number => (search.direction === 'maximise' ? place(v) : 1 - place(v));
  return { path: search.objective, placeOf: (v) => up(Number(v)), ticks: [...new Set([low, high])].map((value) => ({ at: up(value), value })) };
}

/** Corners of a trial's line; null on an axis that did not count for it. A trial without an objective ends one axis before. */
export function placesOf(trial: Pick<SearchTrial, 'values' | 'objective'>, axes: readonly ParallelAxis[], objective: ParallelAxis | null): (number | null)[] {
  const places = axes.map((axis) => (axis.path in trial.values ? axis.placeOf(trial.values[axis.path]!) : null));
  return objective === null ? places : [...places, trial.objective === null ? null : objective.placeOf(trial.objective)];
}
