/**
 * What went wrong, in a form that a program can branch on and a person can act on.
 * `message` says what was expected and what came; `fix` says how to mend it.
 */
export class AppError extends Error {
  readonly code: ErrorCode;
  readonly fix: string;
  readonly context: Record<string, unknown>;
  readonly retry: boolean;

  constructor(init: { code: ErrorCode; message: string; fix: string; context?: Record<string, unknown>; retry?: boolean; cause?: unknown }) {
    super(init.message, { cause: init.cause });
    this.name = 'AppError';
    this.code = init.code;
    this.fix = init.fix;
    this.context = init.context ?? {};
    this.retry = init.retry ?? false;
  }

  /** A plain object that survives JSON, a child process pipe and a database column. */
  toRecord(): ErrorRecord {
    return { code: this.code, message: this.message, fix: this.fix, context: this.context };
  }

  static fromRecord(record: ErrorRecord): AppError {
    return new AppError({ ...record, code: record.code as ErrorCode });
  }
}

export type ErrorRecord = { code: string; message: string; fix: string; context?: Record<string, unknown> };

/** Recognised by name, so that an error made by another copy of this module still counts. */
export const isAppError = (e: unknown): e is AppError => e instanceof Error && e.name === 'AppError' && 'code' in e && 'fix' in e;

/** Stable codes; the kind decides the HTTP and tRPC status (libs/api/src/error-map.ts). */
export const ERROR_KINDS = {
  // who
  AUTH_REQUIRED: 'unauthorized',
  AUTH_INVALID_CREDENTIALS: 'unauthorized',
  AUTH_KEY_EXPIRED: 'unauthorized',
  AUTH_KEY_REVOKED: 'unauthorized',
  PERMISSION_DENIED: 'forbidden',
  SETUP_REQUIRED: 'forbidden',
  SETUP_LINK_INVALID: 'forbidden',
  RATE_LIMITED: 'too-many',
  // what
  NOT_FOUND: 'not-found',
  INPUT_INVALID: 'bad-request',
  BODY_TOO_LARGE: 'too-large',
  CONFLICT: 'conflict',
  IN_USE: 'conflict',
  NAME_TAKEN: 'conflict',
  // data
  DATA_EMPTY: 'bad-request',
  DATA_HEADER_ONLY: 'bad-request',
  DATA_UNREADABLE: 'bad-request',
  DATA_WRONG_DELIMITER: 'bad-request',
  DATA_ENCODING: 'bad-request',
  DATA_COLUMN_NAMES: 'bad-request',
  DATA_TOO_MANY_COLUMNS: 'bad-request',
  DATA_CELL_TOO_LARGE: 'bad-request',
  DATA_TOO_LARGE: 'too-large',
  DATA_BOMB: 'bad-request',
  DATA_FORMAT_MISMATCH: 'bad-request',
  DATA_CHANGED_WHILE_READ: 'conflict',
  DATA_PARSER_LIMIT: 'bad-request',
  DATA_ALL_REJECTED: 'bad-request',
  // training
  PARAMS_INVALID: 'bad-request',
  ROLE_MISSING: 'bad-request',
  COLUMN_NOT_NUMERIC: 'bad-request',
  DATA_TOO_SHORT: 'bad-request',
  ITEMS_TOO_FEW: 'bad-request',
  TARGET_MISSING: 'bad-request',
  TARGET_NOT_NUMERIC: 'bad-request',
  TARGET_CONSTANT: 'bad-request',
  TARGET_CENSORED: 'bad-request',
  TARGET_ONE_CLASS: 'bad-request',
  TARGET_NOT_BINARY: 'bad-request',
  COLUMN_ALL_MISSING: 'bad-request',
  COLUMN_NOT_FOUND: 'bad-request',
  FUTURE_COLUMN: 'bad-request',
  SPLIT_EMPTY: 'bad-request',
  NO_FEATURES: 'bad-request',
  TASK_REFUSED: 'bad-request',
  MODEL_DIVERGED: 'failed',
  MODEL_ARTIFACT_INVALID: 'bad-request',
  ENGINE_UNAVAILABLE: 'failed',
  ENGINE_UNSUPPORTED_OP: 'failed',
  RUN_MEMORY_LIMIT: 'failed',
  RUN_STALLED: 'failed',
  RUN_ATTEMPTS_EXHAUSTED: 'failed',
  RUN_CANCELLED: 'failed',
  STALE_FENCE: 'conflict',
  METRIC_NAME_INVALID: 'bad-request',
  QUERY_INVALID: 'bad-request',
  // models
  PROMOTION_REFUSED: 'conflict',
  PROMOTION_RACE: 'conflict',
  SIGNATURE_MISMATCH: 'bad-request',
  NO_CHAMPION: 'not-found',
  OUTCOME_DUPLICATE: 'conflict',
  // somebody else's database
  SOURCE_UNREACHABLE: 'unavailable',
  SOURCE_REFUSED: 'failed',
  SOURCE_CHANGED: 'conflict',
  // machine
  DISK_FULL: 'failed',
  DATABASE_UNAVAILABLE: 'unavailable',
  DATABASE_FOREIGN: 'failed',
  DATABASE_NEWER: 'failed',
  PORT_TAKEN: 'failed',
  NO_WRITE_PERMISSION: 'failed',
  BIND_REFUSED: 'failed',
  CONFIG_INVALID: 'failed',
  INTERNAL: 'internal',
} as const;

export type ErrorCode = keyof typeof ERROR_KINDS;
export type ErrorKind = (typeof ERROR_KINDS)[ErrorCode];
