import { AppError, ERROR_KINDS, isAppError, type ErrorKind, type ErrorRecord } from '@bellwether/contracts';
import { databaseError } from '@bellwether/lineage';
import { TRPCError, type TRPC_ERROR_CODE_KEY } from '@trpc/server';
import { z, ZodError } from 'zod';

/** The one map: kind of error -> tRPC code (and with it the HTTP status). */
const TRPC_CODES: Record<ErrorKind, TRPC_ERROR_CODE_KEY> = {
  unauthorized: 'UNAUTHORIZED', // 401
  forbidden: 'FORBIDDEN', // 403
  'too-many': 'TOO_MANY_REQUESTS', // 429
  'not-found': 'NOT_FOUND', // 404
  'bad-request': 'BAD_REQUEST', // 400
  'too-large': 'PAYLOAD_TOO_LARGE', // 413
  conflict: 'CONFLICT', // 409
  failed: 'UNPROCESSABLE_CONTENT', // 422
  unavailable: 'SERVICE_UNAVAILABLE', // 503
  internal: 'INTERNAL_SERVER_ERROR', // 500
};

/** What every error answer carries at `error.data.app`. */
export type AppErrorData = ErrorRecord & { retry: boolean; requestId: string | null };

export const trpcCodeOf = (error: AppError): TRPC_ERROR_CODE_KEY => TRPC_CODES[ERROR_KINDS[error.code] ?? 'internal'];

/** Anything thrown, as something that names itself. What we do not know stays unsaid: its text may hold data. */
export function toAppError(error: unknown): AppError {
  const chain = causes(error);
  const app = chain.find(isAppError);
  if (app) return app;
  const zod = chain.find((e): e is ZodError => e instanceof ZodError || (e instanceof Error && e.name === 'ZodError'));
  if (zod) return inputError(zod);
  const database = databaseError(chain.at(-1)) ?? databaseError(error);
  if (database) return database;
  return fromTrpc(error) ?? new AppError({ code: 'INTERNAL', message: 'The server met an error that it did not expect.', fix: 'Try again. If it happens again, report the request id below with the time.', cause: error });
}

/** @returns what the procedure should throw: the tRPC code for machines in between, our error as its cause */
export function toTrpcError(error: unknown): TRPCError {
  const app = toAppError(error);
  return new TRPCError({ code: trpcCodeOf(app), message: app.message, cause: app });
}

/** Names each field, what was expected of it and what came. */
function inputError(error: ZodError): AppError {
  const issues = error.issues.slice(0, 20).map((issue) => ({ path: z.core.toDotPath(issue.path), message: issue.message }));
  const first = issues[0];
  return new AppError({
    code: 'INPUT_INVALID',
    message: issues.map((i) => (i.path ? `${i.path}: ${i.message}` : i.message)).join('; ') || 'The input does not fit.',
    fix: first?.path ? `Correct ${issues.length === 1 ? first.path : 'the named fields'} and send it again.` : 'Send what /docs says of this procedure.',
    context: { issues },
    cause: error,
  });
}

/** tRPC's own refusals (unknown procedure, wrong method, body that is no JSON). */
function fromTrpc(error: unknown): AppError | null {
  if (!(error instanceof TRPCError)) return null;
  const make = (code: AppError['code'], fix: string) => new AppError({ code, message: error.message, fix, cause: error });
  switch (error.code) {
    case 'NOT_FOUND':
      return make('NOT_FOUND', 'Look the name up in /docs.');
    case 'PAYLOAD_TOO_LARGE':
      return make('BODY_TOO_LARGE', 'Send less at once; files go to the upload address.');
    case 'BAD_REQUEST':
    case 'PARSE_ERROR':
    case 'METHOD_NOT_SUPPORTED':
    case 'UNSUPPORTED_MEDIA_TYPE':
      return make('INPUT_INVALID', 'Send what /docs says of this procedure.');
    case 'UNAUTHORIZED':
      return make('AUTH_REQUIRED', 'Sign in, or send an API key.');
    case 'FORBIDDEN':
      return make('PERMISSION_DENIED', 'Ask an admin for the right.');
    default:
      return null;
  }
}

function causes(error: unknown): unknown[] {
  const chain: unknown[] = [];
  for (let e = error; e !== undefined && e !== null && chain.length < 6; e = (e as { cause?: unknown }).cause) chain.push(e);
  return chain;
}
