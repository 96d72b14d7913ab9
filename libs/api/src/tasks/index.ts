import { router } from '../trpc';
import { archiveTaskProcedure } from './archive-task';
import { getTableProcedure } from './get-table';
import { getTaskProcedure } from './get-task';
import { listTablesProcedure } from './list-tables';
import { listTasksProcedure } from './list-tasks';
import { materialiseTaskProcedure } from './materialise-task';
import { previewTaskProcedure } from './preview-task';
import { proposeTasksProcedure } from './propose-tasks';
import { saveTaskProcedure } from './save-task';

export const tasksRouter = router({
  list: listTasksProcedure,
  get: getTaskProcedure,
  propose: proposeTasksProcedure,
  preview: previewTaskProcedure,
  save: saveTaskProcedure,
  archive: archiveTaskProcedure,
  materialise: materialiseTaskProcedure,
  tables: listTablesProcedure,
  table: getTableProcedure,
});
