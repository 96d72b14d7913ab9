import { statSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';

/** A file that nobody has written to for so long is nobody's, whoever has its number now. @unit ms */
const FORSAKEN_MS = 5 * 60_000;
let serial = 0;
/** Begun with this process: a file of the same number but another beginning is of an earlier process. */
const began = Date.now();

/** `<time>.<host>.<pid>.<begin>-<serial>.spool`: names sort by age. */
export const segmentName = (): string => `${String(Date.now()).padStart(14, '0')}.${os.hostname().replaceAll('.', '_')}.${process.pid}.${began}-${serial++}.spool`;

/** Whether a living process (another one, or this) writes to it or hands it on. */
export function inUse(file: string): boolean {
  const [, host, pid, rest] = path.basename(file).split('.');
  const age = Date.now() - (statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? Date.now());
  if (host !== os.hostname().replaceAll('.', '_')) return age < FORSAKEN_MS;
  if (Number(pid) === process.pid) return rest?.split('-')[0] === String(began);
  return alive(Number(pid)) && age < FORSAKEN_MS;
}

function alive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
