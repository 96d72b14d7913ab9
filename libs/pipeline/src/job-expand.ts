import { AppError, type LaunchSpec } from '@bellwether/contracts';

/** One run of a launch, before its parameters are checked. */
export type PlannedRun = { name: string; params: Record<string, unknown>; seed: number };

/** The most runs that one launch may make: a grid grows faster than one thinks. */
export const MAX_RUNS_PER_LAUNCH = 200;

/** Unfolds a launch into its runs: seeds, a grid (cartesian product over parameter paths) or chosen variants. @throws AppError PARAMS_INVALID */
export function expandLaunch(spec: Pick<LaunchSpec, 'expand' | 'params' | 'seed' | 'name'>): PlannedRun[] {
  const { expand } = spec;
  if (expand.kind === 'seeds') return Array.from({ length: expand.count }, (_, i) => ({ name: named(spec.name, `seed ${spec.seed + i}`), params: spec.params, seed: spec.seed + i }));
  if (expand.kind === 'variants') return expand.variants.map((v) => ({ name: named(spec.name, v.name), params: merge(spec.params, v.params), seed: v.seed ?? spec.seed }));
  if (expand.kind === 'grid') return expandGrid(spec, expand.values);
  return [{ name: spec.name, params: spec.params, seed: spec.seed }];
}

function expandGrid(spec: Pick<LaunchSpec, 'params' | 'seed' | 'name'>, values: Record<string, unknown[]>): PlannedRun[] {
  const axes = Object.entries(values);
  const total = axes.reduce((n, [, list]) => n * list.length, 1);
  if (total > MAX_RUNS_PER_LAUNCH)
    throw new AppError({ code: 'PARAMS_INVALID', message: `Expected at most ${MAX_RUNS_PER_LAUNCH} runs in a launch, the grid makes ${total}.`, fix: 'Take fewer values, or launch parts of the grid one after another.', context: { path: 'expand', total } });
  let cells: { name: string[]; params: Record<string, unknown> }[] = [{ name: [], params: spec.params }];
  for (const [path, list] of axes)
    cells = cells.flatMap((cell) => list.map((value) => ({ name: [...cell.name, `${path.split('.').pop()}=${label(value)}`], params: setPath(cell.params, path.split('.'), value) })));
  return cells.map((cell) => ({ name: named(spec.name, cell.name.join(', ')), params: cell.params, seed: spec.seed }));
}

const named = (base: string, rest: string): string => [base, rest].filter(Boolean).join(' · ').slice(0, 200);
const label = (value: unknown): string => (typeof value === 'string' ? value : (JSON.stringify(value) ?? 'null')).slice(0, 60);
const isPlain = (v: unknown): v is Record<string, unknown> => typeof v === 'object' && v !== null && !Array.isArray(v);
const UNSAFE = new Set(['__proto__', 'constructor', 'prototype']);

/** A copy with one value set; folders on the way are made. */
export function setPath(target: Record<string, unknown>, path: readonly string[], value: unknown): Record<string, unknown> {
  const [head, ...rest] = path;
  if (head === undefined || UNSAFE.has(head)) return target;
  const inner = target[head];
  return { ...target, [head]: rest.length === 0 ? value : setPath(isPlain(inner) ? inner : {}, rest, value) };
}

/** Deep over plain objects; lists and values of the second win whole. */
export function merge(base: Record<string, unknown>, over: Record<string, unknown>): Record<string, unknown> {
  const out = { ...base };
  for (const [key, value] of Object.entries(over)) {
    if (UNSAFE.has(key)) continue;
    const before = out[key];
    out[key] = isPlain(before) && isPlain(value) ? merge(before, value) : value;
  }
  return out;
}
