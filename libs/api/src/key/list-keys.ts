import { listApiKeys } from '@bellwether/lineage';
import { procedure } from '../procedure';

export const listKeys = procedure({ permission: 'key.manage', summary: 'The API keys of this project, without their secrets' }).query(({ ctx }) => listApiKeys(ctx.deps.db, ctx.scope));
