export { appRouter } from './router';
export type { AppRouter, RouterInputs, RouterOutputs } from './router';
export type { ApiContext, IdentityService } from './context';
export type { ProcedureMeta } from './trpc';
export { createCallerFactory } from './trpc';
export { toAppError, toTrpcError, trpcCodeOf } from './error-map';
export type { AppErrorData } from './error-map';
export { catalogue, openApiDocument, callRest } from './openapi/rest-call';
export type { CatalogueEntry, JsonSchema } from './openapi/catalogue';
