import { AppError, datasetVersionIdSchema } from '@bellwether/contracts';
import { getDatasetVersion } from '@bellwether/lineage';
import type { HttpRoute } from './route';
import { sendFile } from './send-file';

/** The rows of a dataset version, typed: for what is trained elsewhere, a number as target for instance. @throws AppError NOT_FOUND, CONFLICT while it is being read */
export const downloadTable: HttpRoute = {
  method: 'GET',
  path: '/api/download/table/:id',
  permission: 'dataset.read',
  summary: 'The rows of a dataset version as Parquet; of a training table with its cutoff, target and split',
  async handle({ res, params, deps, scope }) {
    const version = await getDatasetVersion(deps.db, scope, datasetVersionIdSchema.parse(params.id));
    if (!version.tableHash) throw new AppError({ code: 'CONFLICT', message: `Version ${version.number} of ${version.datasetName} has no rows yet: it is ${version.state}.`, fix: 'Wait until it is read, then download.' });
    await sendFile(res, { name: `${version.datasetName}-v${version.number}.parquet`, type: 'application/vnd.apache.parquet', bytes: await deps.artifacts.size(version.tableHash), content: deps.artifacts.stream(version.tableHash) });
  },
};
