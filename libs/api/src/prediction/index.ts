import { router } from '../trpc';
import { batchTargetsProcedure } from './batch-targets';
import { cancelBatchProcedure } from './cancel-batch';
import { explainPredictionProcedure } from './explain-prediction';
import { getBatchProcedure } from './get-batch';
import { listBatchesProcedure } from './list-batches';
import { listDecisionsProcedure } from './list-decisions';
import { listPredictionsProcedure } from './list-predictions';
import { predictProcedure } from './predict';
import { startBatchProcedure } from './start-batch';

export const predictionRouter = router({
  predict: predictProcedure,
  list: listPredictionsProcedure,
  explain: explainPredictionProcedure,
  decisions: listDecisionsProcedure,
  batchTargets: batchTargetsProcedure,
  batchStart: startBatchProcedure,
  batchList: listBatchesProcedure,
  batchGet: getBatchProcedure,
  batchCancel: cancelBatchProcedure,
});
