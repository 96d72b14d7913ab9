/** Titles by error code, where the code says more than the server's sentence. The server's message and fix are shown below. */
export const errors = {
  AUTH_REQUIRED: 'Please sign in',
  PERMISSION_DENIED: 'Your role does not allow this',
  NOT_FOUND: 'Not found',
  RATE_LIMITED: 'Too many requests',
  INPUT_INVALID: 'Some fields need another look',
  CONFLICT: 'Somebody else changed this meanwhile',
  IN_USE: 'Still in use',
  NAME_TAKEN: 'This name is taken',
  DATABASE_UNAVAILABLE: 'The database does not answer',
  DISK_FULL: 'The disk is full',
  SOURCE_UNREACHABLE: 'The source cannot be reached',
  SOURCE_REFUSED: 'The source refuses',
  SOURCE_CHANGED: 'The source is not what it was',
  INTERNAL: 'Something went wrong on the server',
};
