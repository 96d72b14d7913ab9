import { trainingTableIdSchema } from '@bellwether/contracts';
import { getTrainingTable } from '@bellwether/lineage';
import { z } from 'zod';
import { procedure } from '../procedure';

export const getTableProcedure = procedure({ permission: 'dataset.read', summary: 'A training table with its report: snapshots, columns over time, leak attacks, cache' })
  .input(z.object({ tableId: trainingTableIdSchema }))
  .query(({ ctx, input }) => getTrainingTable(ctx.deps.db, ctx.scope, input.tableId));
