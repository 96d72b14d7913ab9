import { AppError, datasetVersionIdSchema } from '@bellwether/contracts';
import { getDatasetVersion } from '@bellwether/lineage';
import type { HttpRoute } from './route';
import { sendFile } from './send-file';

/** The rows of a file that could not be read, as CSV with row, reason and the line as it stood. */
export const downloadRejected: HttpRoute = {
  method: 'GET',
  path: '/api/download/rejected/:id',
  permission: 'dataset.read',
  summary: 'The rejected rows of a dataset version as CSV: row number, reason, raw text',
  async handle({ res, params, deps, scope }) {
    const version = await getDatasetVersion(deps.db, scope, datasetVersionIdSchema.parse(params.id));
    if (!version.rejectedHash) throw new AppError({ code: 'NOT_FOUND', message: `Version ${version.number} of ${version.datasetName} has no rejected rows.`, fix: 'Nothing to download.' });
    await sendFile(res, { name: `${version.datasetName}-v${version.number}-rejected.csv`, type: 'text/csv; charset=utf-8', bytes: await deps.artifacts.size(version.rejectedHash), content: deps.artifacts.stream(version.rejectedHash) });
  },
};
