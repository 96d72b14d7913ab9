import { columnRolesSchema, datasetVersionIdSchema } from '@bellwether/contracts';
import { changeRoles } from '@bellwether/pipeline';
import { z } from 'zod';
import { procedure } from '../procedure';

export const setRolesProcedure = procedure({ permission: 'dataset.write', summary: 'Give columns of a version their roles' })
  .input(z.object({ id: datasetVersionIdSchema, roles: columnRolesSchema }))
  .mutation(({ ctx, input }) => changeRoles(ctx.deps, ctx.scope, input.id, input.roles));
