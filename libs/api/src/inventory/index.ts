import { router } from '../trpc';
import { reorderProcedure } from './reorder';
import { simulateProcedure } from './simulate';

export const inventoryRouter = router({ reorder: reorderProcedure, simulate: simulateProcedure });
