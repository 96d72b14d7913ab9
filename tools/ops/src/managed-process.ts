import { fork, type ChildProcess } from 'node:child_process';
import { createWriteStream, existsSync, renameSync, statSync, type WriteStream } from 'node:fs';

export type ManagedOptions = {
  name: string;
  /** what to run, asked at every start */
  program: () => Promise<{ file: string; execArgv: string[] }>;
  args?: string[];
  env: NodeJS.ProcessEnv;
  cwd: string;
  logFile: string;
  /** of the message that says it is ready; absent: ready when asked otherwise */
  isReady?: (message: unknown) => boolean;
  onMessage?: (message: unknown) => void;
  onRestart: (message: string) => void;
  onGiveUp: (message: string) => void;
};

/** More ends of its own than this in a row, none of them after it had become ready, mean that another start will not help; what kills it from outside may pass. */
const MOST_ENDS = 6;
/** A process that cannot say that it is ready counts as ready after this. */
const SETTLED_MS = 5_000;
const LARGEST_LOG = 10 * 1024 ** 2;

/** A child process that is started again when it dies, and that dies with its launcher (its pipe closes). */
export class ManagedProcess {
  private child: ChildProcess | null = null;
  private readonly log: WriteStream;
  private stopping = false;
  private deaths = 0;
  /** of the deaths in a row, those by its own doing */
  private ends = 0;
  private settled: NodeJS.Timeout | null = null;
  private tail = '';
  private settleReady: { resolve: () => void; reject: (e: Error) => void } | null = null;

  constructor(private readonly options: ManagedOptions) {
    if (existsSync(options.logFile) && statSync(options.logFile).size > LARGEST_LOG) renameSync(options.logFile, `${options.logFile}.1`);
    this.log = createWriteStream(options.logFile, { flags: 'a', mode: 0o600 });
  }

  get pid(): number | undefined {
    return this.child?.pid;
  }

  /** Resolves when the process says that it is ready; starts nothing once it was stopped. @throws Error with what it printed last, when it ends before */
  start(): Promise<void> {
    if (this.stopping) return Promise.resolve();
    if (!this.options.isReady) return this.spawn();
    return new Promise((resolve, reject) => {
      this.settleReady = { resolve, reject };
      this.spawn().catch(reject);
    });
  }

  private async spawn(): Promise<void> {
    const { options } = this;
    const { file, execArgv } = await options.program();
    if (this.stopping) return;
    const child = fork(file, options.args ?? [], { execArgv, env: options.env, cwd: options.cwd, stdio: ['ignore', 'pipe', 'pipe', 'ipc'] });
    this.child = child;
    const keep = (d: Buffer) => {
      this.log.write(d);
      this.tail = (this.tail + String(d)).slice(-2000);
    };
    child.stdout?.on('data', keep);
    child.stderr?.on('data', keep);
    if (!options.isReady) this.settled = setTimeout(() => this.forgive(), SETTLED_MS).unref();
    child.on('message', (message) => {
      if (options.isReady?.(message)) {
        this.forgive();
        this.settleReady?.resolve();
        this.settleReady = null;
      }
      options.onMessage?.(message);
    });
    child.on('error', (e) => keep(Buffer.from(`${e.message}\n`)));
    child.on('close', (code, signal) => this.onClose(code, signal));
  }

  private onClose(code: number | null, signal: NodeJS.Signals | null): void {
    if (this.stopping) return;
    if (this.settleReady) {
      this.settleReady.reject(new Error(this.lastWords()));
      this.settleReady = null;
      return;
    }
    if (this.settled) clearTimeout(this.settled);
    this.deaths++;
    if (!signal) this.ends++;
    if (this.ends > MOST_ENDS) return this.options.onGiveUp(`The ${this.options.name} ended ${this.ends} times in a row. ${this.lastWords()}`);
    this.options.onRestart(`The ${this.options.name} ended (${signal ?? `code ${code}`}); starting it again.`);
    setTimeout(() => void this.spawn(), Math.min(3000, 150 * 2 ** (this.deaths - 1)));
  }

  private forgive(): void {
    this.deaths = 0;
    this.ends = 0;
  }

  /** The last sentence that it printed, for people. */
  lastWords(): string {
    const lines = this.tail.trim().split('\n').filter((l) => l.trim() && !l.startsWith('{') && !/^\s+at /.test(l));
    return lines.at(-1)?.trim() ?? `It said nothing; its log is ${this.options.logFile}.`;
  }

  /** SIGTERM, and after `withinMs` SIGKILL. */
  async stop(withinMs: number): Promise<void> {
    this.stopping = true;
    const { child } = this;
    if (child && child.exitCode === null && child.signalCode === null) {
      const closed = new Promise((resolve) => child.once('exit', resolve));
      child.kill('SIGTERM');
      const late = setTimeout(() => child.kill('SIGKILL'), withinMs);
      await closed;
      clearTimeout(late);
    }
    await new Promise((resolve) => this.log.end(resolve));
  }

  /** At once, without ceremony: a second Ctrl-C. */
  kill(): void {
    this.stopping = true;
    this.child?.kill('SIGKILL');
  }
}
