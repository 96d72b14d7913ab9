import { router } from '../trpc';
import { lineageGraphProcedure } from './lineage-graph';

export const lineageRouter = router({ graph: lineageGraphProcedure });
