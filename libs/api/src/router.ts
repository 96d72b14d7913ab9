import { router } from './trpc';

/** One line a noun. Each noun has its folder, each procedure its file. */
export const appRouter = router({
});

export type AppRouter = typeof appRouter;
