import { queueStatus } from '@bellwether/lineage';
import { procedure } from '../procedure';

export const queueStatusProcedure = procedure({ permission: 'run.read', summary: 'Runs that wait or train: position and time left' }).query(({ ctx }) => queueStatus(ctx.deps.db, ctx.scope));
