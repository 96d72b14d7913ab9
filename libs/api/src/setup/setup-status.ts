import { adminExists } from '@bellwether/lineage';
import { publicProcedure } from '../procedure';

/** Tells the console whether to show setup or sign-in, and nothing else. */
export const setupStatus = publicProcedure({ summary: 'Whether the first admin is still to be made' }).query(async ({ ctx }) => ({ needed: !(await adminExists(ctx.deps.db)) }));
