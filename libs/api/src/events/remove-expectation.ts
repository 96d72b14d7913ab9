import { eventExpectationIdSchema } from '@bellwether/contracts';
import { archiveExpectation } from '@bellwether/lineage';
import { z } from 'zod';
import { procedure } from '../procedure';

export const removeExpectationProcedure = procedure({ permission: 'dataset.write', summary: 'Take a rule out of force; what it found stays with the versions' })
  .input(z.object({ expectationId: eventExpectationIdSchema }))
  .mutation(({ ctx, input }) => archiveExpectation(ctx.deps.db, ctx.scope, input.expectationId));
