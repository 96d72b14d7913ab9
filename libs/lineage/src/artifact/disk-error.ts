import { AppError, isAppError } from '@bellwether/contracts';

/** Names the two things that go wrong with a disk; everything else passes through. */
export function diskError(e: unknown, folder: string): unknown {
  if (isAppError(e)) return e;
  const code = (e as NodeJS.ErrnoException | undefined)?.code;
  if (code === 'ENOSPC' || code === 'EDQUOT') return new AppError({ code: 'DISK_FULL', message: `The disk of ${folder} is full.`, fix: 'Free some space, or move the data folder with BELLWETHER_HOME, and try again.', cause: e, retry: true });
  if (code === 'EACCES' || code === 'EPERM' || code === 'EROFS') return new AppError({ code: 'NO_WRITE_PERMISSION', message: `No permission to write in ${folder}.`, fix: 'Give this user write permission there, or choose another folder with BELLWETHER_HOME.', cause: e });
  return e;
}
