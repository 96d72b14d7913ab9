import { listAuditFacets } from '@bellwether/lineage';
import { procedure } from '../procedure';

export const auditFacets = procedure({ permission: 'audit.read', summary: 'The people, kinds and actions that the audit log holds' }).query(({ ctx }) => listAuditFacets(ctx.deps.db, ctx.scope));
