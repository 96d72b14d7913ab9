import { listEventLogs } from '@bellwether/lineage';
import { procedure } from '../procedure';

export const listLogsProcedure = procedure({ permission: 'dataset.read', summary: 'Event logs of the shop, each with its newest version' }).query(({ ctx }) => listEventLogs(ctx.deps.db, ctx.scope));
