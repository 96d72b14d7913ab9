import { savedViewIdSchema } from '@bellwether/contracts';
import { deleteView } from '@bellwether/lineage';
import { z } from 'zod';
import { procedure } from '../procedure';

export const deleteViewProcedure = procedure({ permission: 'project.read', summary: 'Delete a saved view of your own; an admin also a shared one' })
  .input(z.object({ id: savedViewIdSchema }))
  .mutation(({ ctx, input }) => deleteView(ctx.deps.db, ctx.scope, input.id));
