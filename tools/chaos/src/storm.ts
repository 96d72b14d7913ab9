import { setTimeout as wait } from 'node:timers/promises';
import { persist } from './load';
import { signal, type Product, type Victim } from './product';

export type StormResult = { kills: Record<Victim, number>; total: number; seconds: number };

/** Drawn in these proportions: the worker and its training most often, as they hold the work. */
const VICTIMS: Victim[] = ['worker', 'worker', 'worker', 'training process', 'training process', 'server', 'server', 'database', 'database', 'frozen worker'];
/** Longer than a lease: whoever wakes from it has lost its runs. @unit ms */
const FREEZE_MS = 13_000;

export type StormOptions = { kills: number; everyMs: number; freeze: boolean; random: () => number; openRuns: () => Promise<number>; say: (text: string) => void; limitMs: number };

/** Who is struck while nothing trains has nothing to lose; but a start that is struck again and again belongs to the storm as well. @unit ms */
const WAIT_FOR_WORK_MS = 10_000;

/** Kills until enough were killed and every run has ended; after the last kill the product is left in peace. */
export async function storm(product: Product, options: StormOptions): Promise<StormResult> {
  const began = performance.now();
  const kills: Record<Victim, number> = { worker: 0, 'training process': 0, server: 0, database: 0, 'frozen worker': 0 };
  let total = 0;
  const thaws: Promise<void>[] = [];
  while (performance.now() - began < options.limitMs) {
    const open = await persist(async () => (product.ended ? -1 : options.openRuns()));
    if (open === 0) break;
    if (product.ended) throw new Error(`the launcher ended:\n${product.output.slice(-2000)}`);
    if (total < options.kills) {
      for (const since = performance.now(); performance.now() - since < WAIT_FOR_WORK_MS && product.pids('training process').length === 0; ) await wait(50);
      await wait(options.everyMs * options.random());
      const victim = VICTIMS[Math.floor(options.random() * VICTIMS.length)]!;
      if (strike(product, victim, options.freeze, thaws)) {
        kills[victim]++;
        total++;
        if (total % 10 === 0) options.say(`  ${total} kills, ${open} runs open, ${Math.round((performance.now() - began) / 1000)} s`);
      }
    } else await wait(500);
  }
  await Promise.all(thaws);
  return { kills, total, seconds: (performance.now() - began) / 1000 };
}

function strike(product: Product, victim: Victim, freeze: boolean, thaws: Promise<void>[]): boolean {
  if (victim === 'frozen worker' && !freeze) return false;
  const pid = product.pids(victim)[0];
  if (pid === undefined) return false;
  if (victim !== 'frozen worker') return signal(pid, 'SIGKILL');
  if (!signal(pid, 'SIGSTOP')) return false;
  thaws.push(wait(FREEZE_MS).then(() => void signal(pid, 'SIGCONT')));
  return true;
}
