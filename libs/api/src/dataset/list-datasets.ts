import { listDatasets } from '@bellwether/lineage';
import { z } from 'zod';
import { procedure } from '../procedure';

export const listDatasetsProcedure = procedure({ permission: 'dataset.read', summary: 'Datasets of the project, with their newest version' })
  .input(
    z.object({
      search: z.string().max(200).default(''),
      tags: z.array(z.string().max(100)).max(20).default([]),
      archived: z.boolean().default(false),
      sort: z.enum(['updated', 'name', 'created']).default('updated'),
      offset: z.number().int().min(0).default(0),
      limit: z.number().int().min(1).max(200).default(50),
    }),
  )
  .query(({ ctx, input }) => listDatasets(ctx.deps.db, ctx.scope, input));
