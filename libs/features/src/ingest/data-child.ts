// The child that touches what strangers sent: it may run out of memory, hang or crash, and only its own task is lost.
import { isAppError } from '@bellwether/contracts';
import type { ChildMessage, DataTask } from './data-tasks';
import { performTask } from './perform-task';

const send = (message: ChildMessage) => new Promise<void>((resolve) => process.send!(message, () => resolve()));

process.on('disconnect', () => process.exit(0));
process.once('message', (task: DataTask) => {
  let last = 0;
  const progress = (phase: string, fraction: number | null) => {
    if (Date.now() - last < 100 && fraction !== null) return;
    last = Date.now();
    void send({ type: 'progress', phase, fraction });
  };
  performTask(task, progress)
    .then((result) => send({ type: 'result', result }))
    .catch((e: unknown) => {
      const error = isAppError(e) ? e.toRecord() : unexpected(e as Error & { code?: string });
      return send({ type: 'error', error });
    })
    .finally(() => process.exit(0));
});

function unexpected(e: Error & { code?: string }) {
  if (e.code === 'ENOSPC' || /No space left/i.test(e.message)) return { code: 'DISK_FULL', message: 'the disk is full: nothing of the file was kept', fix: 'free some space and try again' };
  if (/out of memory|memory limit/i.test(e.message)) return { code: 'DATA_PARSER_LIMIT', message: 'the file needs more memory than the parser may use', fix: 'send it in parts, or with fewer columns' };
  return { code: 'DATA_UNREADABLE', message: `the file could not be read: ${e.message.split('\n')[0]!.slice(0, 300)}`, fix: 'check the file; if it is well formed, report this message' };
}
