import { router } from '../trpc';
import { createExperimentProcedure } from './create-experiment';
import { getExperimentProcedure } from './get-experiment';
import { listExperimentsProcedure } from './list-experiments';
import { updateExperimentProcedure } from './update-experiment';

export const experimentRouter = router({ list: listExperimentsProcedure, get: getExperimentProcedure, create: createExperimentProcedure, update: updateExperimentProcedure });
