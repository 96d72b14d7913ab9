import { router } from '../trpc';
import { auditFacets } from './audit-facets';
import { listAuditProcedure } from './list-audit';

export const auditRouter = router({ list: listAuditProcedure, facets: auditFacets });
