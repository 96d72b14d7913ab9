import { AppError } from '@bellwether/contracts';
import { saveView } from '@bellwether/lineage';
import { z } from 'zod';
import { procedure } from '../procedure';
import { viewPageSchema, viewStateSchema } from './view-input';

/** A view is the reader's own, so reading is enough; sharing one changes what others see. */
export const saveViewProcedure = procedure({ permission: 'project.read', summary: 'Save a view under a name, or replace your view of that name' })
  .input(z.object({ page: viewPageSchema, name: z.string().trim().min(1).max(100), shared: z.boolean().default(false), state: viewStateSchema }))
  .mutation(({ ctx, input }) => {
    if (input.shared && !ctx.actor.permissions.includes('run.write'))
      throw new AppError({ code: 'PERMISSION_DENIED', message: `Expected the permission run.write to share a view, which the role ${ctx.actor.role} does not have.`, fix: 'Save it for yourself, or ask an operator to share it.' });
    return saveView(ctx.deps.db, ctx.scope, input);
  });
