import { AppError, type Actor, type Permission, type ProjectId } from '@bellwether/contracts';
import type { Scope } from '@bellwether/lineage';
import type { ApiContext } from './context';
import { base } from './trpc';

type Described = { summary?: string };

/**
 * A procedure on one project. `ctx.scope` says who asks and where: hand it to every command and query.
 * There is no way to make one without a permission: it does not compile, and a test walks the router.
 *
 *     export const renameDataset = procedure({ permission: 'dataset.write', summary: 'Rename a dataset' })
 *       .input(z.object({ id: datasetIdSchema, name: z.string().trim().min(1).max(200) }))
 *       .mutation(({ ctx, input }) => rename(ctx.deps, ctx.scope, input));
 *
 * @throws AUTH_REQUIRED, PERMISSION_DENIED, NOT_FOUND (no such project) before the resolver runs
 */
export const procedure = (declared: { permission: Permission } & Described) =>
  base.meta({ ...declared, project: true }).use(({ ctx, next }) => {
    const actor = permit(ctx, declared.permission);
    if (!ctx.projectId) throw new AppError({ code: 'NOT_FOUND', message: 'No such project, or none is chosen.', fix: 'Send an id or short name that project.list names in the header x-bellwether-project.' });
    const scope: Scope = { projectId: ctx.projectId, actor };
    return next({ ctx: { actor, projectId: ctx.projectId as ProjectId, scope } });
  });

/** A procedure on the instance: users, projects, settings. It has no project and must answer nothing of one. */
export const instanceProcedure = (declared: { permission: Permission } & Described) =>
  base.meta({ ...declared, project: false }).use(({ ctx, next }) => next({ ctx: { actor: permit(ctx, declared.permission) } }));

/** Open to everybody who reaches the server. Few: the list stands in router.test.ts, with the reason of each. */
export const publicProcedure = (declared: Described) => base.meta({ ...declared, permission: 'public', project: false });

function permit(ctx: ApiContext, permission: Permission): Actor {
  if (!ctx.actor) throw new AppError({ code: 'AUTH_REQUIRED', message: 'Expected a signed-in user or an API key, received neither.', fix: 'Sign in, or send the header "authorization: Bearer <API key>".' });
  if (!ctx.actor.permissions.includes(permission))
    throw new AppError({
      code: 'PERMISSION_DENIED',
      message: `Expected the permission ${permission}, which the role ${ctx.actor.role}${ctx.actor.kind === 'key' ? ' with the scopes of this key' : ''} does not have.`,
      fix: ctx.actor.kind === 'key' ? 'Use a key with this scope.' : 'Ask an admin to do it, or to change your role.',
      context: { permission, role: ctx.actor.role },
    });
  return ctx.actor;
}
