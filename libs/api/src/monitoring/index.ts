import { router } from '../trpc';
import { realisedPerformanceProcedure } from './realised-performance';
import { scoreDriftProcedure } from './score-drift';
import { servingFiguresProcedure } from './serving-figures';

export const monitoringRouter = router({ realised: realisedPerformanceProcedure, serving: servingFiguresProcedure, scoreDrift: scoreDriftProcedure });
