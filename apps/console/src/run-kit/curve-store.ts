import type { MetricPoint } from '@bellwether/contracts';

/** One curve of a run, by ascending step. */
export type RunCurve = { key: string; steps: number[]; values: (number | null)[]; /** @unit epoch ms */ wallMs: number[] };

/**
 * Adds points as they come from the stream. A step that is there already takes the newer value (a resumed run writes it again),
 * so the same points may come twice. Curves that got nothing keep their identity.
 */
export function addPoints(curves: readonly RunCurve[], points: readonly MetricPoint[]): RunCurve[] {
  if (points.length === 0) return [...curves];
  const byKey = new Map<string, MetricPoint[]>();
  for (const p of points) byKey.set(p.key, [...(byKey.get(p.key) ?? []), p]);
  const out = curves.map((curve) => {
    const own = byKey.get(curve.key);
    byKey.delete(curve.key);
    return own ? extend(curve, own) : curve;
  });
  for (const [key, own] of byKey) out.push(extend({ key, steps: [], values: [], wallMs: [] }, own));
  return out;
}

function extend(curve: RunCurve, points: readonly MetricPoint[]): RunCurve {
  const next: RunCurve = { key: curve.key, steps: [...curve.steps], values: [...curve.values], wallMs: [...curve.wallMs] };
  for (const p of points) {
    let at = next.steps.length;
    while (at > 0 && next.steps[at - 1]! >= p.step) at--;
    const replace = next.steps[at] === p.step ? 1 : 0;
    next.steps.splice(at, replace, p.step);
    next.values.splice(at, replace, p.value);
    next.wallMs.splice(at, replace, p.wallMs);
  }
  return next;
}

export type ReadAt = { kind: 'last' } | { kind: 'best'; better: 'higher' | 'lower' } | { kind: 'step'; step: number };

/** What a curve says at its end, at its best, or at a step (the newest point at or before it). */
export function readCurve(curve: Pick<RunCurve, 'steps' | 'values'>, at: ReadAt): { step: number; value: number } | null {
  let found: { step: number; value: number } | null = null;
  curve.steps.forEach((step, i) => {
    const value = curve.values[i];
    if (value === null || value === undefined) return;
    if (at.kind === 'step' && step > at.step) return;
    const better = at.kind !== 'best' || found === null || (at.better === 'higher' ? value > found.value : value < found.value);
    if (better) found = { step, value };
  });
  return found;
}

/** Losses and errors are better low, everything else high: a curve's name is all there is to go by where no family describes it. */
export const betterOf = (key: string): 'higher' | 'lower' => (/loss|error|brier|ece|rmse|mae|deviance/i.test(key) ? 'lower' : 'higher');
