import { auditRouter } from './audit/index';
import { keyRouter } from './key/index';
import { projectRouter } from './project/index';
import { setupRouter } from './setup/index';
import { router } from './trpc';
import { userRouter } from './user/index';

/** One line a noun. Each noun has its folder, each procedure its file. */
export const appRouter = router({
  audit: auditRouter,
  key: keyRouter,
  project: projectRouter,
  setup: setupRouter,
  user: userRouter,
});

export type AppRouter = typeof appRouter;
