import { readFileSync } from 'node:fs';

/** Linux counts processor time in hundredths of a second for every program (USER_HZ), and memory in 4 KiB pages. */
const TICKS_PER_SECOND = 100;
const PAGE_BYTES = 4096;

export type ProcessStats = { /** @unit s */ cpuSeconds: number; rssBytes: number };

/** Processor time and resident memory of a process; null when it is gone, or where there is no /proc. */
export function processStats(pid: number): ProcessStats | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // the command may hold spaces and brackets: fields count from behind its last bracket
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const ticks = Number(fields[11]) + Number(fields[12]);
    return { cpuSeconds: ticks / TICKS_PER_SECOND, rssBytes: Number(fields[21]) * PAGE_BYTES };
  } catch {
    return null;
  }
}

export const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch (e) {
    return (e as NodeJS.ErrnoException).code === 'EPERM';
  }
};
