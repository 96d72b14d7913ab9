import { updateProject } from '@bellwether/lineage';
import { procedure } from '../procedure';
import { projectInputSchema } from './project-input';

/** Changes the project of the request: no other can be named. */
export const updateProjectProcedure = procedure({ permission: 'project.manage', summary: 'Rename this project, change its currency or time zone' })
  .input(projectInputSchema.partial())
  .mutation(({ ctx, input }) => updateProject(ctx.deps.db, ctx.actor, ctx.projectId, input));
