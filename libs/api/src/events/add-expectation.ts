import { eventLogIdSchema, expectationRuleSchema } from '@bellwether/contracts';
import { addExpectation, getEventLog } from '@bellwether/lineage';
import { checkVersion } from '@bellwether/pipeline';
import { z } from 'zod';
import { procedure } from '../procedure';

export const addExpectationProcedure = procedure({ permission: 'dataset.write', summary: 'A rule that every version of a log is held against, the newest at once' })
  .input(z.object({ logId: eventLogIdSchema, rule: expectationRuleSchema, severity: z.enum(['warning', 'bad']).default('warning') }))
  .mutation(async ({ ctx, input: { logId, ...expectation } }) => {
    const row = await addExpectation(ctx.deps.db, ctx.scope, logId, expectation);
    const { latest } = await getEventLog(ctx.deps.db, ctx.scope, logId);
    if (latest) await checkVersion(ctx.deps, ctx.projectId, logId, latest.id);
    return row;
  });
