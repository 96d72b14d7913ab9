import { router } from '../trpc';
import { deleteViewProcedure } from './delete-view';
import { listViews } from './list-views';
import { saveViewProcedure } from './save-view';

export const viewRouter = router({ list: listViews, save: saveViewProcedure, delete: deleteViewProcedure });
