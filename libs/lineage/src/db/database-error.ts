import { AppError } from '@bellwether/contracts';

const UNREACHABLE_PRISMA = new Set(['P1000', 'P1001', 'P1002', 'P1003', 'P1008', 'P1011', 'P1017', 'P2024']);
const UNREACHABLE_NODE = new Set(['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'ENOTFOUND']);

type Loose = { code?: unknown; message?: unknown; meta?: { driverAdapterError?: { cause?: { originalCode?: unknown; code?: unknown } } }; cause?: unknown };

/**
 * What a database error means to a caller: unreachable, a name or key that is taken, a conflict.
 * @returns null when the error is none of the database's
 */
export function databaseError(error: unknown): AppError | null {
  const codes = codesOf(error);
  const has = (test: (code: string) => boolean) => codes.some(test);
  if (has((c) => UNREACHABLE_PRISMA.has(c) || UNREACHABLE_NODE.has(c) || c.startsWith('08') || c === '57P01' || c === '57P02' || c === '57P03' || c === '53300') || terminated(error))
    return new AppError({ code: 'DATABASE_UNAVAILABLE', message: 'The database does not answer.', fix: 'Try again in a few seconds. If it stays away, look at the database log and DATABASE_URL.', retry: true, cause: error });
  if (has((c) => c === 'P2002' || c === '23505'))
    return new AppError({ code: 'CONFLICT', message: 'Expected something new, received what exists already.', fix: 'Reload, and use another name or the one that exists.', cause: error });
  if (has((c) => c === 'P2034' || c === '40001' || c === '40P01' || c === 'P2028'))
    return new AppError({ code: 'CONFLICT', message: 'Somebody else changed this at the same moment.', fix: 'Try again.', retry: true, cause: error });
  if (has((c) => c === '57014'))
    return new AppError({ code: 'DATABASE_UNAVAILABLE', message: 'The database ended a query that took too long.', fix: 'Ask for less at once: a narrower filter or a smaller page.', cause: error });
  return null;
}

/** True for a unique index that refused a value; to be answered with NAME_TAKEN and the like by the one who knows what was unique. */
export const isUniqueViolation = (error: unknown): boolean => codesOf(error).some((c) => c === 'P2002' || c === '23505');

function codesOf(error: unknown): string[] {
  const codes: string[] = [];
  for (let e = error as Loose | null | undefined, depth = 0; e && typeof e === 'object' && depth < 4; e = e.cause as Loose, depth++) {
    const adapter = e.meta?.driverAdapterError?.cause;
    for (const code of [e.code, adapter?.originalCode, adapter?.code]) if (typeof code === 'string') codes.push(code);
  }
  return codes;
}

/** node-postgres has no code for a connection that was cut. */
const terminated = (error: unknown): boolean => error instanceof Error && /Connection terminated|timeout exceeded when trying to connect|Can't reach database server/.test(error.message);
