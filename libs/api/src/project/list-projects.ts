import { getProject, listProjects } from '@bellwether/lineage';
import { instanceProcedure } from '../procedure';

/** A person sees every shop of the instance, a key its own. */
export const listProjectsProcedure = instanceProcedure({ permission: 'project.read', summary: 'The projects (shops) that you can reach, oldest first' }).query(async ({ ctx }) =>
  ctx.actor.kind === 'key' ? [await getProject(ctx.deps.db, ctx.projectId!)] : listProjects(ctx.deps.db),
);
