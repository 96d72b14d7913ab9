import type { SearchCondition, SearchParameter, SearchPoint, SearchValue } from '@bellwether/contracts';
import { axisOf, countOf, type Axis } from './axis';

/** The parameters of a search, parents before the parameters that depend on them. */
export type Space = { parameters: readonly SearchParameter[]; axes: ReadonlyMap<string, Axis> };

/** The paths on which others depend; those decide the structure of a trial. */
const parentsOf = (parameter: SearchParameter): string[] => Object.keys(parameter.when ?? {});

/** @throws Error on a cycle or an unknown parent, which `spaceProblems` names beforehand */
export function openSpace(parameters: readonly SearchParameter[]): Space {
  const ordered: SearchParameter[] = [];
  const placed = new Set<string>();
  while (ordered.length < parameters.length) {
    const next = parameters.filter((p) => !placed.has(p.path) && parentsOf(p).every((parent) => placed.has(parent)));
    if (next.length === 0) throw new Error('the conditions of the search space go round in a circle, or name a parameter that is not searched');
    for (const p of next) {
      ordered.push(p);
      placed.add(p.path);
    }
  }
  return { parameters: ordered, axes: new Map(ordered.map((p) => [p.path, axisOf(p)])) };
}

const holds = (condition: SearchCondition, point: SearchPoint): boolean => Object.entries(condition).every(([path, values]) => path in point && values.includes(point[path]!));

/** True while the point, which holds the parents already, asks for a value. A parent that is itself not active has no value. */
export const isActive = (parameter: SearchParameter, point: SearchPoint): boolean => parameter.when === undefined || holds(parameter.when, point);

/** A point made parent by parent; a parameter that is not active gets no value. */
export function buildPoint(space: Space, valueOf: (parameter: SearchParameter, axis: Axis) => SearchValue): SearchPoint {
  const point: SearchPoint = {};
  for (const parameter of space.parameters) if (isActive(parameter, point)) point[parameter.path] = valueOf(parameter, space.axes.get(parameter.path)!);
  return point;
}

/** The values that some parameters hold: those of the space that are active. `read` looks a path up. */
export const readPoint = (space: Space, read: (path: string) => unknown): SearchPoint => buildPoint(space, (parameter) => read(parameter.path) as SearchValue);

/** The same text for the same point. */
export const pointKey = (point: SearchPoint): string => JSON.stringify(Object.keys(point).sort().map((path) => [path, point[path]]));

/**
 * The choices that decide which other parameters exist: a network and a forest have other curves, and are ranked among their like.
 */
export function structureOf(space: Space, point: SearchPoint): string {
  const parents = [...new Set(space.parameters.flatMap(parentsOf))].sort();
  return parents.flatMap((path) => (path in point ? [`${path}=${String(point[path])}`] : [])).join(', ');
}

/** Every point of a space whose numbers are listed by `valuesOf`, one after another; no two are the same. */
export function* enumeratePoints(space: Space, valuesOf: (axis: Axis) => SearchValue[]): Generator<SearchPoint> {
  const values = space.parameters.map((p) => valuesOf(space.axes.get(p.path)!));
  function* from(index: number, point: SearchPoint): Generator<SearchPoint> {
    const parameter = space.parameters[index];
    if (parameter === undefined) return void (yield { ...point });
    if (!isActive(parameter, point)) return yield* from(index + 1, point);
    for (const value of values[index]!) yield* from(index + 1, { ...point, [parameter.path]: value });
  }
  yield* from(0, {});
}

/** How many points there are, Infinity where a number is continuous. Counting stops at `most`. */
export function spaceSize(space: Space, most = 100_000): number {
  if (space.parameters.some((p) => countOf(space.axes.get(p.path)!) === Infinity)) return Infinity;
  return countPoints(space, allValues, most);
}

/** How many points `enumeratePoints` makes; counting stops at `most`. */
export function countPoints(space: Space, valuesOf: (axis: Axis) => SearchValue[], most: number): number {
  const points = enumeratePoints(space, valuesOf);
  let n = 0;
  while (n < most && !points.next().done) n++;
  return n;
}

/** All values of a countable axis. */
export const allValues = (axis: Axis): SearchValue[] => (axis.kind === 'continuous' ? [] : Array.from({ length: axis.count }, (_, i) => axis.valueAt(i)));

/** `points` values of a number, spread evenly from end to end; all of a choice. */
export function gridValues(axis: Axis, points: number): SearchValue[] {
  if (axis.kind === 'choice' || (axis.kind === 'cells' && axis.count <= points)) return allValues(axis);
  const places = points === 1 ? [0.5] : Array.from({ length: points }, (_, i) => i / (points - 1));
  return [...new Set(places.map((u) => axis.valueOf(u)))];
}
