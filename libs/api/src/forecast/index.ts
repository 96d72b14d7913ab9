import { router } from '../trpc';
import { forecastSeriesProcedure } from './series';

export const forecastRouter = router({ series: forecastSeriesProcedure });
