import type { RunProgress } from '@bellwether/contracts';

type Report = { phase: string; step: number; totalSteps: number; epoch?: number; totalEpochs?: number };

/** The least time between two reports. @unit ms */
const EVERY_MS = 200;
/** Weight of the newest speed: an ETA that follows without jumping. */
const SMOOTHING = 0.2;

/** Adds speed and remaining time to what a family reports, and passes on a few a second. */
export function progressClock(send: (progress: RunProgress) => void, now: () => number = () => performance.now()): { report: (r: Report) => void } {
  let sentAt = -Infinity;
  let phase = '';
  let last: { step: number; at: number } | null = null;
  let speed: number | null = null;
  return {
    report(r) {
      const at = now();
      const newPhase = r.phase !== phase;
      if (newPhase) {
        phase = r.phase;
        last = null;
        speed = null;
      }
      if (!newPhase && at - sentAt < EVERY_MS && r.step < r.totalSteps) return;
      if (last && r.step > last.step) {
        const measured = ((r.step - last.step) * 1000) / Math.max(1, at - last.at);
        speed = speed === null ? measured : speed + SMOOTHING * (measured - speed);
      }
      last = { step: r.step, at };
      sentAt = at;
      send({
        phase: r.phase, step: r.step, totalSteps: r.totalSteps, epoch: r.epoch ?? null, totalEpochs: r.totalEpochs ?? null,
        stepsPerSecond: speed, etaSeconds: speed && r.totalSteps > 0 ? Math.max(0, r.totalSteps - r.step) / speed : null,
      });
    },
  };
}
