// For tests only: procedures of the real router on a real database, without HTTP.
import type { Actor, ProjectId, Role } from '@bellwether/contracts';
import { testActor, testDeps, type TestDeps } from '@bellwether/lineage/testing';
import type { ApiContext, IdentityService } from './context';
import { appRouter } from './router';
import { createCallerFactory } from './trpc';

const createCaller = createCallerFactory(appRouter);

export type Caller = ReturnType<typeof createCaller>;

/** Accounts need the server: a test that comes here belongs to apps/training-server. */
const noIdentity = new Proxy({} as IdentityService, {
  get: (_, name) => () => Promise.reject(new Error(`identity.${String(name)} is tested in apps/training-server`)),
});

export type TestApi = {
  deps: TestDeps;
  projectId: ProjectId;
  otherProjectId: ProjectId;
  /** Calls as somebody: admin in the first project unless told. `role: null`: nobody is signed in. */
  as: (who?: { role?: Role | null; projectId?: ProjectId | null; actor?: Actor }) => Caller;
  close: () => Promise<void>;
};

/**
 * const api = await testApi(); const datasets = await api.as({ role: 'viewer' }).dataset.list({});
 * Errors are TRPCErrors whose `cause` is the AppError: `rejects.toMatchObject({ cause: { code: 'NOT_FOUND' } })`.
 * @owns the caller calls `close()` in afterAll
 */
export async function testApi(): Promise<TestApi> {
  const deps = await testDeps();
  return {
    deps,
    projectId: deps.projectId,
    otherProjectId: deps.otherProjectId,
    as: (who = {}) => testCaller(deps, who),
    close: deps.close,
  };
}

export function testCaller(deps: TestDeps, who: { role?: Role | null; projectId?: ProjectId | null; actor?: Actor } = {}): Caller {
  const role = who.role === undefined ? 'admin' : who.role;
  const context: ApiContext = {
    actor: who.actor ?? (role === null ? null : testActor(role)),
    projectId: who.projectId === undefined ? deps.projectId : who.projectId,
    deps,
    identity: noIdentity,
    requestId: 'test',
  };
  return createCaller(context);
}

export { foreignShop, FOREIGN_MARK } from './testing/foreign-shop';
export type { ForeignIds } from './testing/foreign-shop';
