import { router } from '../trpc';
import { acceptFilesProcedure } from './accept-files';
import { acceptMappingProcedure } from './accept-mapping';
import { addExpectationProcedure } from './add-expectation';
import { addSampleProcedure } from './add-sample';
import { createLogProcedure } from './create-log';
import { createSourceProcedure } from './create-source';
import { getBatchProcedure } from './get-batch';
import { getLogProcedure } from './get-log';
import { getQualityProcedure } from './get-quality';
import { getSourceProcedure } from './get-source';
import { ingestProcedure } from './ingest';
import { listBatchesProcedure } from './list-batches';
import { listLogsProcedure } from './list-logs';
import { listRejectsProcedure } from './list-rejects';
import { listSourcesProcedure } from './list-sources';
import { listVersionsProcedure } from './list-versions';
import { previewMappingProcedure } from './preview-mapping';
import { proposeMappingProcedure } from './propose-mapping';
import { pullProcedure } from './pull';
import { removeExpectationProcedure } from './remove-expectation';
import { retryBatchProcedure } from './retry-batch';
import { sampleSourceProcedure } from './sample-source';
import { testSourceProcedure } from './test-source';
import { updateLogProcedure } from './update-log';
import { updateSourceProcedure } from './update-source';

export const eventsRouter = router({
  logs: listLogsProcedure,
  log: getLogProcedure,
  createLog: createLogProcedure,
  updateLog: updateLogProcedure,
  addSample: addSampleProcedure,
  sources: listSourcesProcedure,
  source: getSourceProcedure,
  createSource: createSourceProcedure,
  updateSource: updateSourceProcedure,
  testSource: testSourceProcedure,
  sampleSource: sampleSourceProcedure,
  acceptMapping: acceptMappingProcedure,
  pull: pullProcedure,
  ingest: ingestProcedure,
  proposeMapping: proposeMappingProcedure,
  previewMapping: previewMappingProcedure,
  acceptFiles: acceptFilesProcedure,
  batches: listBatchesProcedure,
  batch: getBatchProcedure,
  retryBatch: retryBatchProcedure,
  rejects: listRejectsProcedure,
  versions: listVersionsProcedure,
  quality: getQualityProcedure,
  addExpectation: addExpectationProcedure,
  removeExpectation: removeExpectationProcedure,
});
