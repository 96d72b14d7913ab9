import { homeOverview } from '@bellwether/lineage';
import { procedure } from '../procedure';

export const homeOverviewProcedure = procedure({ permission: 'project.read', summary: 'What is live, what waits for a person, what happened last' }).query(({ ctx }) => homeOverview(ctx.deps.db, ctx.scope));
