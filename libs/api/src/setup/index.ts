import { router } from '../trpc';
import { completeSetup } from './complete-setup';
import { setupStatus } from './setup-status';

export const setupRouter = router({ status: setupStatus, complete: completeSetup });
