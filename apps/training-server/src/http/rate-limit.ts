import type { EventEmitter } from 'node:events';
import { AppError } from '@bellwether/contracts';
import { BurstyRateLimiter, RateLimiterMemory, type RateLimiterRes } from 'rate-limiter-flexible';

/** Each is a query a second on the database. A person with a dozen tabs stays below. */
const STREAMS_AT_ONCE = 24;

const asError = (what: string) => (refused: unknown) => {
  if (refused instanceof Error) throw refused;
  const seconds = Math.max(1, Math.ceil((refused as RateLimiterRes).msBeforeNext / 1000));
  throw new AppError({ code: 'RATE_LIMITED', message: `Too many ${what}.`, fix: `Wait ${seconds} s and try again.`, retry: true, context: { retryAfterSeconds: seconds } });
};

/**
 * Counts in this process: one server holds the accounts of one instance.
 * Requests: 50 a second, 200 in a burst, by key, person or address. Sign-in: 10 failed tries a minute by address; and by account and
 * address, five wrong passwords cost a wait that doubles with each further one (2 s ... 1 min: the console's proxy makes everybody one address, and nobody may lock an admin out for long), and is forgotten after an hour.
 */
export function createLimits() {
  const requests = new BurstyRateLimiter(new RateLimiterMemory({ points: 50, duration: 1 }), new RateLimiterMemory({ keyPrefix: 'burst', points: 150, duration: 10 }));
  // one key stands for all visitors of a shop
  const collects = new BurstyRateLimiter(new RateLimiterMemory({ keyPrefix: 'collect', points: 400, duration: 1 }), new RateLimiterMemory({ keyPrefix: 'collect-burst', points: 2000, duration: 30 }));
  const signIns = new RateLimiterMemory({ keyPrefix: 'sign-in', points: 10, duration: 60 });
  const streams = new Map<string, number>();
  const wrong = new Map<string, { count: number; until: number; at: number }>();
  return {
    request: (who: string) => requests.consume(who).catch(asError('requests')),
    /** by public key */
    collect: (key: string) => collects.consume(key).catch(asError('calls with this key')),
    /** counts until the answer is closed @throws AppError RATE_LIMITED */
    openStream: (who: string, answer: EventEmitter) => {
      const open = streams.get(who) ?? 0;
      if (open >= STREAMS_AT_ONCE) throw new AppError({ code: 'RATE_LIMITED', message: `Expected at most ${STREAMS_AT_ONCE} live streams at once, this would be one more.`, fix: 'Close some live pages.', retry: true });
      streams.set(who, open + 1);
      answer.once('close', () => {
        const left = streams.get(who)! - 1;
        if (left > 0) streams.set(who, left);
        else streams.delete(who);
      });
    },
    signIn: (address: string) => signIns.consume(address).catch(asError('tries to sign in')),
    /** one that succeeded does not count */
    signedIn: (address: string) => signIns.reward(address),
    /** @throws AppError RATE_LIMITED while the wait lasts */
    checkAccount: (email: string, address: string, now = Date.now()) => {
      const seen = wrong.get(`${email}|${address}`);
      if (seen && seen.until > now) asError('wrong passwords for this account')({ msBeforeNext: seen.until - now });
    },
    wrongPassword: (email: string, address: string, now = Date.now()) => {
      for (const [key, { at }] of wrong) if (at < now - 3600_000) wrong.delete(key);
      const key = `${email}|${address}`;
      const count = (wrong.get(key)?.count ?? 0) + 1;
      const waitMs = count < 5 ? 0 : Math.min(60_000, 2000 * 2 ** (count - 5));
      wrong.set(key, { count, at: now, until: now + waitMs });
    },
    rightPassword: (email: string, address: string) => void wrong.delete(`${email}|${address}`),
  };
}

export type Limits = ReturnType<typeof createLimits>;
