import { createProject } from '@bellwether/lineage';
import { instanceProcedure } from '../procedure';
import { projectInputSchema } from './project-input';

export const createProjectProcedure = instanceProcedure({ permission: 'project.manage', summary: 'Make a project (a shop)' })
  .input(projectInputSchema.extend({ currency: projectInputSchema.shape.currency.default('USD'), timeZone: projectInputSchema.shape.timeZone.default('UTC') }))
  .mutation(({ ctx, input }) => createProject(ctx.deps.db, ctx.actor, input));
