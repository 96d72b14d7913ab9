import { listFeatureSets } from '@bellwether/lineage';
import { procedure } from '../procedure';

export const listSetsProcedure = procedure({ permission: 'dataset.read', summary: 'Feature sets of the shop' }).query(({ ctx }) => listFeatureSets(ctx.deps.db, ctx.scope));
