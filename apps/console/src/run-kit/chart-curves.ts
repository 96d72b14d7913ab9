import type { Curve } from '../figures';
import type { RunCurve } from './curve-store';

type OfRun = { runId: string; curves: RunCurve[] };
type Named = { id: string; number: number; name: string; startedAt?: Date | null };

/** Keys of the curves of some runs: the primary metric on validation rows first, then losses, then the rest; learning rates last. */
export function curveKeys(data: readonly OfRun[], primary: string | null): string[] {
  const keys = [...new Set(data.flatMap((r) => r.curves.map((c) => c.key)))];
  const rank = (key: string): number => {
    if (primary && key === `valid/${primary}`) return 0;
    if (key === 'valid/loss') return 1;
    if (key === 'train/loss') return 2;
    if (/(^|\/)(rate|lr|learning)/i.test(key)) return 5;
    return key.startsWith('valid/') ? 3 : 4;
  };
  return keys.sort((a, b) => rank(a) - rank(b) || a.localeCompare(b, 'en'));
}

/** One line a run, in the run's colour; seconds count from the run's start. */
export function chartCurves(data: readonly OfRun[], key: string, runs: readonly Named[]): Curve[] {
  return runs.flatMap((run) => {
    const curve = data.find((d) => d.runId === run.id)?.curves.find((c) => c.key === key);
    return curve ? [{ ...lineOf(curve, run.startedAt ?? null), id: run.id, name: `#${run.number} ${run.name}`, colorId: run.id }] : [];
  });
}

/** The curve of one run under its own key. */
export function lineOf(curve: RunCurve, startedAt: Date | null): Curve {
  const start = startedAt?.getTime() ?? curve.wallMs[0] ?? 0;
  return { id: curve.key, name: curve.key, x: curve.steps, y: curve.values, seconds: curve.wallMs.map((ms) => Math.max(0, (ms - start) / 1000)) };
}
