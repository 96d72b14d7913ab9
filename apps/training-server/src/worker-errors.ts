import type { ErrorRecord } from '@bellwether/contracts';
import type { ChildExit } from './worker-child';

const mib = (bytes: number) => `${Math.round(bytes / 1024 ** 2)} MiB`;

export const memoryLimit = (limit: number, peak: number): ErrorRecord => ({
  code: 'RUN_MEMORY_LIMIT',
  message: `The training process used more than ${mib(limit)} of memory, ${mib(peak)} at its peak, and was ended.`,
  fix: 'Use a smaller batch, fewer units or fewer columns, or allow more with BELLWETHER_RUN_MEMORY_MB.',
  context: { limit, peak },
});

export const stalled = (silenceMs: number): ErrorRecord => ({
  code: 'RUN_STALLED',
  message: `The training process said nothing for ${Math.round(silenceMs / 1000)} seconds and was ended.`,
  fix: 'Read the end of the log. A smaller model or batch makes steps shorter; BELLWETHER_RUN_STALL_MINUTES allows longer silence.',
});

export const crashed = (exit: ChildExit): ErrorRecord => ({
  code: 'INTERNAL',
  message: exit.signal ? `The training process was ended by ${exit.signal}.` : `The training process ended with code ${exit.code}.`,
  fix: exit.signal === 'SIGKILL' ? 'If the machine ran out of memory, use a smaller batch or fewer units; otherwise run it again.' : 'Read what it printed last, mend it, and run again.',
  context: { stderr: exit.stderr },
});

export const attemptsExhausted = (attempts: number, last: ErrorRecord | null): ErrorRecord => ({
  code: 'RUN_ATTEMPTS_EXHAUSTED',
  message: `${attempts} attempts died without getting any further. ${last ? `The last: ${last.message}` : 'The worker that held the last one died with it.'}`,
  fix: last?.fix ?? 'Look whether the machine ran out of memory, then run it again.',
  context: { attempts, last: last?.context ?? null },
});
