import { exportRuns } from '@bellwether/lineage';
import { procedure } from '../procedure';
import { runSelectionSchema, runSortSchema } from './run-input';

export const exportRunsProcedure = procedure({ permission: 'run.read', summary: 'The selected runs as CSV, safe to open in a spreadsheet' })
  .input(runSelectionSchema.extend({ sort: runSortSchema }))
  .query(({ ctx, input }) => exportRuns(ctx.deps.db, ctx.scope, input));
