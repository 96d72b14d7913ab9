import { lineageGraphSchema, lineageKindSchema } from '@bellwether/contracts';
import { lineageGraph } from '@bellwether/lineage';
import { z } from 'zod';
import { procedure } from '../procedure';

export const lineageGraphProcedure = procedure({ permission: 'lineage.read', summary: 'What an object came from and what it led to' })
  .input(
    z.object({
      kind: lineageKindSchema,
      id: z.string().min(1).max(100),
      up: z.number().int().min(0).max(12).default(10),
      down: z.number().int().min(0).max(12).default(4),
      most: z.number().int().min(1).max(30).default(5).describe('Objects listed of each relation; the others are counted'),
    }),
  )
  .output(lineageGraphSchema)
  .query(({ ctx, input }) => lineageGraph(ctx.deps.db, ctx.scope, input));
