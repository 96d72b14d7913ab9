import { listAudit } from '@bellwether/lineage';
import { z } from 'zod';
import { procedure } from '../procedure';

export const listAuditProcedure = procedure({ permission: 'audit.read', summary: 'Who changed what, before and after; newest first' })
  .input(
    z.object({
      cursor: z.string().regex(/^\d{1,18}$/).optional().describe('`next` of the page before'),
      limit: z.number().int().min(1).max(200).default(50),
      actorId: z.string().max(64).optional(),
      objectType: z.string().max(64).optional(),
      objectId: z.string().max(64).optional(),
      action: z.string().max(100).optional().describe('`run.cancel`, or `run.` for all of a noun'),
      search: z.string().trim().min(1).max(200).optional(),
      from: z.coerce.date().optional(),
      to: z.coerce.date().optional(),
    }),
  )
  .query(({ ctx, input: { cursor, ...filter } }) => listAudit(ctx.deps.db, ctx.scope, { ...filter, before: cursor }));
