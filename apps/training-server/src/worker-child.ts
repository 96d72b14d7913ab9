import type { ChildProcess } from 'node:child_process';
import path from 'node:path';
import { bundledScript, forkSource } from '@bellwether/features';
import type { TrainingOrder } from '@bellwether/pipeline/train-run';
import type { FromChild, ToChild } from './child/messages';
import { processStats, type ProcessStats } from './worker-process-stats';

/** What is kept of standard error, from its end. @unit characters */
const STDERR_KEPT = 4000;

const ENTRY = path.join(import.meta.dirname, 'child/train-child.ts');

/** What a training process runs: families from outside are in it, for they share modules with the platform. @returns null: module by module */
export const trainingScript = (familyModules: readonly string[]): Promise<string | null> => bundledScript(ENTRY, familyModules.map((file) => path.resolve(file)));

export type ChildExit = { code: number | null; signal: NodeJS.Signals | null; stderr: string };

/** One training process. It is killed without ceremony: all that matters is in files and rows already. */
export class TrainingChild {
  private readonly process: ChildProcess;
  private stderr = '';
  private readonly startedAt = performance.now();
  private last: ProcessStats & { at: number } = { cpuSeconds: 0, rssBytes: 0, at: 0 };
  private peak = 0;
  readonly exited: Promise<ChildExit>;

  constructor(options: { script: string | null; order: TrainingOrder; familyModules: string[]; onMessage: (message: FromChild) => void; onOutput: (text: string) => void }) {
    this.process = forkSource(ENTRY, options.script, {
      execArgv: ['--max-old-space-size=4096'],
      serialization: 'advanced',
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      // the training process learns nothing of the database or of secrets
      env: Object.fromEntries(Object.entries(process.env).filter(([name]) => !/DATABASE_URL|SECRET|TOKEN|PASSWORD/i.test(name))),
    });
    this.process.on('message', (message) => options.onMessage(message as FromChild));
    this.process.stdout?.on('data', (d: Buffer) => options.onOutput(String(d)));
    this.process.stderr?.on('data', (d: Buffer) => void (this.stderr = (this.stderr + String(d)).slice(-STDERR_KEPT)));
    this.exited = new Promise((resolve) => {
      let ended: { code: number | null; signal: NodeJS.Signals | null } | null = null;
      // the pipe may still hold messages when the process is gone: both must have ended
      const settle = () => ended && !this.process.connected && resolve({ ...ended, stderr: this.stderr.trim() });
      this.process.on('error', (e) => {
        this.stderr += `\n${e.message}`;
        if (this.pid === undefined) resolve({ code: null, signal: null, stderr: this.stderr.trim() });
      });
      this.process.on('disconnect', settle);
      this.process.on('close', (code, signal) => {
        ended = { code, signal };
        settle();
      });
    });
    this.send({ kind: 'order', order: options.order, familyModules: options.familyModules });
  }

  get pid(): number | undefined {
    return this.process.pid;
  }

  send(message: ToChild): void {
    if (this.process.connected) this.process.send(message, () => undefined);
  }

  kill(): void {
    this.process.kill('SIGKILL');
  }

  /** @returns load since the last look and memory now; null when it is gone */
  sample(): { cpuPercent: number; rssBytes: number } | null {
    const stats = this.pid === undefined ? null : processStats(this.pid);
    if (!stats) return null;
    const at = performance.now();
    const cpuPercent = (100 * (stats.cpuSeconds - this.last.cpuSeconds)) / Math.max(0.001, (at - (this.last.at || this.startedAt)) / 1000);
    this.last = { ...stats, at };
    this.peak = Math.max(this.peak, stats.rssBytes);
    return { cpuPercent: Math.round(cpuPercent * 10) / 10, rssBytes: stats.rssBytes };
  }

  cost(): { wallSeconds: number; cpuSeconds: number; peakRssBytes: number } {
    this.sample();
    return { wallSeconds: (performance.now() - this.startedAt) / 1000, cpuSeconds: this.last.cpuSeconds, peakRssBytes: this.peak };
  }
}
