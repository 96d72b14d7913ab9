import { Worker } from 'node:worker_threads';
import { AppError } from '@bellwether/contracts';

export const MIN_PASSWORD_LENGTH = 12;
const MAX_PASSWORD_LENGTH = 128;
/** More people signing in at once than this wait for nothing: they are told to come back. */
const MAX_WAITING = 40;

type Pending = { resolve: (value: never) => void; reject: (error: unknown) => void };

/**
 * argon2id in one thread, one at a time: 64 MiB is then the most that passwords ever take.
 * @owns the caller calls `close()`
 */
export class PasswordHasher {
  private worker: Worker | null = null;
  private readonly pending = new Map<number, Pending>();
  private next = 0;

  /** @param options.light tests only: hashes that cost nothing */
  constructor(private readonly options: { light?: boolean } = {}) {}

  /** @throws AppError INPUT_INVALID, RATE_LIMITED */
  hash(password: string): Promise<string> {
    checkPassword(password);
    return this.ask<string>({ password: normal(password), light: this.options.light });
  }

  async verify(hash: string, password: string): Promise<boolean> {
    if (password.length > MAX_PASSWORD_LENGTH * 4) return false;
    return this.ask<boolean>({ password: normal(password), hash });
  }

  async close(): Promise<void> {
    await this.worker?.terminate();
    this.worker = null;
  }

  private ask<T>(message: Record<string, unknown>): Promise<T> {
    if (this.pending.size >= MAX_WAITING) return Promise.reject(new AppError({ code: 'RATE_LIMITED', message: 'Too many people sign in at this moment.', fix: 'Wait a few seconds and try again.', retry: true }));
    const id = this.next++;
    return new Promise<T>((resolve, reject) => {
      this.pending.set(id, { resolve, reject });
      this.thread().postMessage({ id, ...message });
    });
  }

  private thread(): Worker {
    if (this.worker) return this.worker;
    // the flags of the main thread (tsx) are not wanted in this one
    const worker = new Worker(new URL('./password-thread.mjs', import.meta.url), { execArgv: [], env: {} });
    worker.unref();
    worker.on('message', ({ id, value, error }: { id: number; value: never; error?: string }) => {
      const waiting = this.pending.get(id);
      this.pending.delete(id);
      if (error === undefined) waiting?.resolve(value);
      else waiting?.reject(new Error(error));
    });
    worker.on('error', (error) => this.fail(worker, error));
    worker.on('exit', () => this.fail(worker, new Error('the password thread ended')));
    return (this.worker = worker);
  }

  private fail(worker: Worker, error: Error): void {
    if (this.worker === worker) this.worker = null;
    for (const { reject } of this.pending.values()) reject(error);
    this.pending.clear();
  }
}

/** The same letters typed on two machines are the same password (NIST SP 800-63B 5.1.1.2). */
const normal = (password: string) => password.normalize('NFKC');

/** What attackers try first at this length; shorter ones are refused for their length. */
const COMMON = ['password', 'qwerty', 'letmein', 'welcome', 'iloveyou', 'administrator', 'bellwether', 'changeme', '123456', 'abc123', 'trustno1', 'dragon', 'monkey', 'football', 'baseball', 'sunshine', 'princess', 'superman'];

/** @throws AppError INPUT_INVALID */
export function checkPassword(password: string): void {
  const weak = (message: string) => new AppError({ code: 'INPUT_INVALID', message, fix: 'Use a sentence of several words that only you would say.', context: { issues: [{ path: 'password', message }] } });
  const length = [...password].length;
  if (length < MIN_PASSWORD_LENGTH) throw weak(`Expected at least ${MIN_PASSWORD_LENGTH} characters, received ${length}.`);
  if (length > MAX_PASSWORD_LENGTH) throw weak(`Expected at most ${MAX_PASSWORD_LENGTH} characters, received ${length}.`);
  if (new Set(password).size < 5) throw weak('Expected more than a few characters repeated.');
  // a common word is worth nothing: what is left without it has to be long enough to guess
  const rest = COMMON.reduce((text, word) => text.replaceAll(word, ''), password.toLowerCase()).replace(/[^\p{L}\p{N}]/gu, '');
  if (rest.length < 4 || isSequence(rest)) throw weak('This is among the passwords that are tried first.');
}

const isSequence = (text: string): boolean => {
  if (text.length > 16) return false;
  const keys = '01234567890 abcdefghijklmnopqrstuvwxyz qwertyuiop asdfghjkl zxcvbnm 09876543210';
  return keys.includes(text) || keys.includes([...text].reverse().join(''));
};
