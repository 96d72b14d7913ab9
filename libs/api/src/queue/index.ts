import { router } from '../trpc';
import { queueStatusProcedure } from './queue-status';

export const queueRouter = router({ status: queueStatusProcedure });
