import { AppError, isAppError } from '@bellwether/contracts';

/** One line: what is wrong, and how to mend it. */
export const lineOf = (e: unknown): string => (isAppError(e) ? `${e.message} ${e.fix}` : `Could not start: ${(e as Error)?.message ?? String(e)}`);

const has = (text: string, ...parts: string[]) => parts.some((p) => text.includes(p));

/** Names what a failed start of Postgres or a failed write means, from what the system said. */
export function explainStart(e: unknown, where: string): AppError {
  if (isAppError(e)) return e;
  const error = e as NodeJS.ErrnoException;
  const text = `${error.code ?? ''} ${error.message ?? String(e)}`;
  if (has(text, 'ENOSPC', 'No space left', 'EDQUOT')) return new AppError({ code: 'DISK_FULL', message: `The disk of ${where} is full.`, fix: 'Free some space, or set BELLWETHER_HOME to a folder on another disk.', cause: e });
  if (has(text, 'EACCES', 'EPERM', 'EROFS', 'Permission denied', 'Read-only file system'))
    return new AppError({ code: 'NO_WRITE_PERMISSION', message: `This user may not write in ${where}.`, fix: 'Change the owner of the folder, or set BELLWETHER_HOME to one that you may write.', cause: e });
  if (has(text, 'database files are incompatible', 'initialized by PostgreSQL version'))
    return new AppError({ code: 'DATABASE_NEWER', message: `The data in ${where} was written by another version of Postgres.`, fix: 'Start with the release that wrote it, or set BELLWETHER_HOME to a new folder.', cause: e });
  if (has(text, 'ECONNREFUSED', 'ENOTFOUND', 'ETIMEDOUT', 'timeout expired', 'Connection terminated', 'password authentication', 'does not exist', 'no pg_hba.conf entry'))
    return new AppError({ code: 'DATABASE_UNAVAILABLE', message: `The database of DATABASE_URL does not let us in: ${firstLine(error.message ?? String(e))}.`, fix: 'Check host, port, user, password and database name in DATABASE_URL, or unset it to use the built-in Postgres.', cause: e });
  return new AppError({ code: 'INTERNAL', message: `Could not start: ${error.message ?? String(e)}`, fix: `The log files are in ${where}.`, cause: e });
}

const firstLine = (text: string): string => text.split('\n')[0]!.replace(/\.$/, '');
