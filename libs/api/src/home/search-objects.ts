import { searchObjects } from '@bellwether/lineage';
import { z } from 'zod';
import { procedure } from '../procedure';

export const searchObjectsProcedure = procedure({ permission: 'project.read', summary: 'Objects of the project whose name or id matches; without a text, the newest' })
  .input(z.object({ text: z.string().max(200).default(''), limit: z.number().int().min(1).max(20).default(5) }))
  .query(({ ctx, input }) => searchObjects(ctx.deps.db, ctx.scope, input));
