import { router } from '../trpc';
import { reorderProcedure } from './reorder';

export const inventoryRouter = router({ reorder: reorderProcedure });
