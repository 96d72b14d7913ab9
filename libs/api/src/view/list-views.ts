import { listSavedViews } from '@bellwether/lineage';
import { z } from 'zod';
import { procedure } from '../procedure';
import { viewPageSchema } from './view-input';

export const listViews = procedure({ permission: 'project.read', summary: 'Saved views of a page: your own and shared ones' })
  .input(z.object({ page: viewPageSchema }))
  .query(({ ctx, input }) => listSavedViews(ctx.deps.db, ctx.scope, input.page));
