import { listUsers } from '@bellwether/lineage';
import { instanceProcedure } from '../procedure';

export const listUsersProcedure = instanceProcedure({ permission: 'user.manage', summary: 'Everybody with an account' }).query(({ ctx }) => listUsers(ctx.deps.db));
