// The training process: reads rows, trains, writes files, and says what happened. It has no database and outlives nobody.
import { AppError, isAppError, type ErrorRecord, type RunProgress } from '@bellwether/contracts';
import type { LogInput, PointInput } from '@bellwether/lineage';
import { trainRun, type TrainingPort } from '@bellwether/pipeline/train-run';
import { loadFamilyModules } from './family-modules';
import type { FromChild, ToChild } from './messages';

/** How long points are gathered before they are sent. @unit ms */
const FLUSH_MS = 150;

const abort = new AbortController();
const waiting = new Map<number, { resolve: () => void; reject: (e: Error) => void }>();
let points: PointInput[] = [];
let logs: LogInput[] = [];
let progress: RunProgress | null = null;
let timer: NodeJS.Timeout | null = null;
let checkpoints = 0;

const send = (message: FromChild): Promise<void> => new Promise((resolve) => (process.connected ? process.send!(message, () => resolve()) : resolve()));

function flush(): void {
  if (timer) clearTimeout(timer);
  timer = null;
  if (points.length + logs.length === 0 && !progress) return;
  void send({ kind: 'batch', points, logs, progress });
  points = [];
  logs = [];
  progress = null;
}

const later = (): void => void (timer ??= setTimeout(flush, FLUSH_MS));

const port: TrainingPort = {
  progress(p) {
    progress = p;
    later();
  },
  point(p) {
    // a training loop that never yields has no timers: long batches go by count
    if (points.push(p) >= 500) flush();
    else later();
  },
  log(line) {
    logs.push(line);
    later();
  },
  checkpoint(ref) {
    flush();
    const id = ++checkpoints;
    return new Promise((resolve, reject) => {
      waiting.set(id, { resolve, reject });
      void send({ kind: 'checkpoint', id, ref });
    });
  },
};

process.on('message', (message: ToChild) => {
  if (message.kind === 'cancel') abort.abort();
  else if (message.kind === 'checkpoint-answer') {
    const promise = waiting.get(message.id);
    waiting.delete(message.id);
    if (message.error) promise?.reject(AppError.fromRecord(message.error));
    else promise?.resolve();
  } else void work(message);
});
// a training process without its supervisor could only burn a processor
process.on('disconnect', () => process.exit(75));
process.on('SIGTERM', () => abort.abort());
process.on('SIGINT', () => undefined);

async function work({ order, familyModules }: Extract<ToChild, { kind: 'order' }>): Promise<void> {
  try {
    await loadFamilyModules(familyModules);
    await send({ kind: 'started' });
    const result = await trainRun(order, port, abort.signal);
    flush();
    await send({ kind: 'result', result });
    process.exit(0);
  } catch (e) {
    flush();
    await send({ kind: 'failed', ...describe(e) });
    process.exit(1);
  }
}

function describe(e: unknown): { error: ErrorRecord; known: boolean; retry: boolean } {
  if (isAppError(e)) return { error: e.toRecord(), known: true, retry: e.retry };
  const error = e instanceof Error ? e : new Error(String(e));
  console.error(error.stack ?? error.message);
  return {
    error: { code: 'INTERNAL', message: `The training stopped on an error of its own: ${error.message.slice(0, 500)}`, fix: 'Read the end of the log. If the data is as it should be, this is a fault of the task family: report it.', context: { stack: (error.stack ?? '').slice(0, 4000) } },
    known: true,
    retry: false,
  };
}
