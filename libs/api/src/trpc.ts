import { initTRPC, TRPCError } from '@trpc/server';
import superjson from 'superjson';
import type { Permission } from '@bellwether/contracts';
import type { ApiContext } from './context';
import { toAppError, toTrpcError, trpcCodeOf, type AppErrorData } from './error-map';

/** What a procedure says of itself; read by the permission check, the OpenAPI document and the matrix test. */
export type ProcedureMeta = {
  permission: Permission | 'public';
  /** false: belongs to the instance, not to a project */
  project: boolean;
  /** one sentence for /docs */
  summary?: string;
};

/** Not exported from the lib: every procedure is made by `procedure()`, which asks for a permission. */
const t = initTRPC
  .context<ApiContext>()
  .meta<ProcedureMeta>()
  .create({
    transformer: superjson,
    // A ping keeps proxies from cutting an idle stream; a client that hears nothing for 15 s connects again.
    sse: { maxDurationMs: 30 * 60_000, ping: { enabled: true, intervalMs: 5_000 }, client: { reconnectAfterInactivityMs: 15_000 } },
    errorFormatter: ({ shape, error, ctx }) => {
      const app = toAppError(error);
      const data: AppErrorData = { ...app.toRecord(), retry: app.retry, requestId: ctx?.requestId ?? (app.context.requestId as string | undefined) ?? null };
      // never the stack: it names files
      const { path, httpStatus } = shape.data;
      return { ...shape, message: app.message, data: { path, httpStatus, code: trpcCodeOf(app), app: data } };
    },
  });

export const { router, createCallerFactory, mergeRouters } = t;

/** First in every procedure: whatever is thrown below leaves as one kind of error, and the unexpected is logged. */
export const base = t.procedure.use(async ({ ctx, path, next }) => {
  const result = await next();
  if (result.ok) return result;
  const error = toTrpcError(result.error);
  if (error.code === 'INTERNAL_SERVER_ERROR') ctx.deps.log.error({ requestId: ctx.requestId, path, err: (error.cause as Error)?.cause ?? error.cause }, 'a procedure failed unexpectedly');
  throw error;
});

export { TRPCError };
