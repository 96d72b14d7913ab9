import { router } from '../trpc';
import { homeOverviewProcedure } from './home-overview';
import { searchObjectsProcedure } from './search-objects';

export const homeRouter = router({ overview: homeOverviewProcedure, search: searchObjectsProcedure });
