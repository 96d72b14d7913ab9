import { router } from '../trpc';
import { createProjectProcedure } from './create-project';
import { currentProject } from './current-project';
import { listProjectsProcedure } from './list-projects';
import { updateProjectProcedure } from './update-project';

export const projectRouter = router({ list: listProjectsProcedure, current: currentProject, create: createProjectProcedure, update: updateProjectProcedure });
