import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Permission } from '@bellwether/contracts';
import type { Deps, Scope } from '@bellwether/lineage';

/** A call that has passed the guard: its sender has the permission, and `scope` names the project. */
export type HttpCall = {
  req: IncomingMessage;
  res: ServerResponse;
  /** what stood at the `:names` of the path, decoded once */
  params: Record<string, string>;
  url: URL;
  deps: Deps;
  scope: Scope;
  requestId: string;
};

/**
 * What cannot be tRPC: files in, files out. Register it in routes.ts.
 * A handler throws AppError; the server answers with it. It owns the body: no limit is set before it.
 */
export type HttpRoute = {
  method: 'GET' | 'POST' | 'PUT';
  /** `/api/upload/:datasetId` */
  path: string;
  permission: Permission;
  /** one sentence for /docs */
  summary: string;
  /** what may stand behind the `?`, with what it means; `*` after a name: it must */
  query?: Record<string, string>;
  handle: (call: HttpCall) => Promise<void>;
};
