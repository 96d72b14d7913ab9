import { instanceProcedure } from '../procedure';

/** Who is asking, and what they may do: the console shows and hides by it, the server decides by its own copy. */
export const currentUser = instanceProcedure({ permission: 'project.read', summary: 'Who you are and what you may do' }).query(({ ctx }) => ({
  kind: ctx.actor.kind,
  id: ctx.actor.id,
  name: ctx.actor.name,
  role: ctx.actor.role,
  permissions: [...ctx.actor.permissions],
  projectId: ctx.projectId,
}));
