import { router } from '../trpc';
import { compareLedgerProcedure } from './compare';

export const ledgerRouter = router({ compare: compareLedgerProcedure });
