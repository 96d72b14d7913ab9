import { AppError, batchScoringIdSchema } from '@bellwether/contracts';
import { getBatch } from '@bellwether/lineage';
import type { HttpRoute } from './route';
import { sendFile } from './send-file';

const TYPES = { csv: 'text/csv; charset=utf-8', parquet: 'application/vnd.apache.parquet' } as const;

/** The file of a batch scoring, streamed. @throws AppError NOT_FOUND, CONFLICT while it is being made */
export const downloadScores: HttpRoute = {
  method: 'GET',
  path: '/api/download/scores/:id',
  permission: 'prediction.read',
  summary: 'The file of a batch scoring, CSV or Parquet',
  async handle({ res, params, deps, scope }) {
    const batch = await getBatch(deps.db, scope, batchScoringIdSchema.parse(params.id));
    if (!batch.outputPath) throw new AppError({ code: 'CONFLICT', message: `Expected a scoring that is done, this one is ${batch.state}.`, fix: 'Wait until it is done, then download.' });
    const name = `${batch.modelName}-v${batch.versionNumber}-${batch.datasetName}-v${batch.datasetVersionNumber}.${batch.format}`;
    await sendFile(res, { name, type: TYPES[batch.format], bytes: await deps.artifacts.size(batch.outputPath), content: deps.artifacts.stream(batch.outputPath) });
  },
};
