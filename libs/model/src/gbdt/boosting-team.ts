import { Worker } from 'node:worker_threads';
import { boostingKernel, type KernelShape } from './boosting-kernel';

type Kernel = (order: number, rows: number, first: number, second: number, third: number) => number;

/** Places in the shared control block; `kept` is followed by one number for each thread. */
const AT = { generation: 0, done: 1, task: 2, order: 3, rows: 4, first: 5, second: 6, third: 7, kept: 8, histogram: 1, partition: 2, stop: 3 } as const;

/** Inputs in one unrolled loop at most: longer functions take longer to compile than they save. */
const GROUP_INPUTS = 256;
/** Below this, handing out the work takes longer than doing it. @unit rows */
const ALONE_ROWS = 4096;
/** Looks at the control block before a thread goes to sleep: some hundreds of microseconds, in which the main thread finds the next split. Waking up takes as long. */
const SPINS = 40_000;

export type TeamShape = Pick<KernelShape, 'features' | 'offsets'> & { bytes: number; threads: number };

/** The threads that train one model, this one among them, over one WebAssembly memory. */
export class BoostingTeam {
  readonly memory: WebAssembly.Memory;
  private readonly kernel: Record<string, Kernel>;
  private readonly control: Int32Array;
  private readonly groups: number;
  private readonly threads: number;
  private readonly module: WebAssembly.Module;
  private workers: Worker[] = [];
  private generation = 0;

  /** @throws RangeError when that much memory cannot be had */
  constructor({ features, offsets, bytes, threads }: TeamShape) {
    const pages = Math.ceil(bytes / 65536);
    const shared = threads > 1;
    this.threads = threads;
    this.groups = Math.max(threads, Math.ceil(features / GROUP_INPUTS));
    this.memory = new WebAssembly.Memory({ initial: pages, maximum: pages, shared });
    this.module = new WebAssembly.Module(boostingKernel({ features, offsets, groups: this.groups, pages, shared }));
    this.kernel = new WebAssembly.Instance(this.module, { env: { memory: this.memory } }).exports as Record<string, Kernel>;
    this.control = new Int32Array(new SharedArrayBuffer(4 * (AT.kept + threads)));
  }

  /** Starts the other threads. A machine that gives none trains on this one alone. */
  async start(): Promise<void> {
    const { memory, module, control, threads, groups } = this;
    const started = Array.from({ length: threads - 1 }, (_, i) => {
      const worker = new Worker(new URL('./boosting-thread.mjs', import.meta.url), { execArgv: [], env: {}, workerData: { memory, module, control, at: AT, index: i + 1, threads, groups, spins: SPINS } });
      worker.unref();
      return new Promise<Worker>((resolve, reject) => void worker.once('message', () => resolve(worker)).once('error', reject));
    });
    const ended = await Promise.allSettled(started);
    const workers = ended.flatMap((e) => (e.status === 'fulfilled' ? [e.value] : []));
    if (workers.length === threads - 1) this.workers = workers;
    else for (const worker of workers) void worker.terminate();
  }

  /** Adds the pairs of `rows` rows to a histogram. All arguments but `rows` are byte addresses. */
  accumulate(order: number, rows: number, cells: number, pairs: number, histogram: number): void {
    const alone = this.alone(rows);
    if (!alone) this.post(AT.histogram, order, rows, cells, pairs, histogram);
    for (let g = 0; g < this.groups; g += alone ? 1 : this.threads) this.kernel[`histogram${g}`]!(order, rows, cells, pairs, histogram);
    if (!alone) this.wait();
  }

  /** Deals rows to two sides, each part of the rows in its place. @returns for each part where it begins and how many rows stay */
  partition(order: number, rows: number, column: number, sides: number, moved: number): { from: number; rows: number; kept: number }[] {
    if (this.alone(rows)) return [{ from: 0, rows, kept: this.kernel['partition']!(order, rows, column, sides, moved) }];
    const { threads, control } = this;
    this.post(AT.partition, order, rows, column, sides, moved);
    const bound = (part: number): number => Math.floor((part * rows) / threads);
    const own = this.kernel['partition']!(order, bound(1), column, sides, moved);
    this.wait();
    return Array.from({ length: threads }, (_, p) => ({ from: bound(p), rows: bound(p + 1) - bound(p), kept: p === 0 ? own : control[AT.kept + p]! }));
  }

  private alone(rows: number): boolean {
    return this.workers.length === 0 || rows < ALONE_ROWS;
  }

  private post(task: number, order: number, rows: number, first: number, second: number, third: number): void {
    const { control } = this;
    control[AT.task] = task;
    control[AT.order] = order;
    control[AT.rows] = rows;
    control[AT.first] = first;
    control[AT.second] = second;
    control[AT.third] = third;
    Atomics.store(control, AT.done, 0);
    Atomics.store(control, AT.generation, ++this.generation);
    Atomics.notify(control, AT.generation);
  }

  private wait(): void {
    const { control, workers } = this;
    for (let spin = 0; ; spin++) {
      const done = Atomics.load(control, AT.done);
      if (done === workers.length) return;
      if (spin > SPINS) Atomics.wait(control, AT.done, done);
    }
  }

  /** Threads that work, this one among them. */
  get size(): number {
    return 1 + this.workers.length;
  }

  /** Ends the other threads, and resolves when they are gone. */
  async close(): Promise<void> {
    const { workers } = this;
    if (workers.length === 0) return;
    const gone = workers.map((worker) => new Promise<void>((resolve) => void worker.once('exit', () => resolve())));
    this.post(AT.stop, 0, 0, 0, 0, 0);
    this.workers = [];
    for (const worker of workers) worker.ref();
    await Promise.all(gone);
  }
}
