import { router } from '../trpc';
import { deleteDatasetProcedure } from './delete-dataset';
import { deleteVersionProcedure } from './delete-version';
import { getDatasetProcedure } from './get-dataset';
import { getDatasetVersionProcedure } from './get-version';
import { listDatasetsProcedure } from './list-datasets';
import { listRejectedProcedure } from './list-rejected';
import { listRowsProcedure } from './list-rows';
import { setRolesProcedure } from './set-roles';
import { updateDatasetProcedure } from './update-dataset';
import { versionChangesProcedure } from './version-changes';
import { versionDependantsProcedure } from './version-dependants';

export const datasetRouter = router({
  list: listDatasetsProcedure,
  get: getDatasetProcedure,
  version: getDatasetVersionProcedure,
  rows: listRowsProcedure,
  rejected: listRejectedProcedure,
  changes: versionChangesProcedure,
  dependants: versionDependantsProcedure,
  setRoles: setRolesProcedure,
  update: updateDatasetProcedure,
  delete: deleteDatasetProcedure,
  deleteVersion: deleteVersionProcedure,
});
