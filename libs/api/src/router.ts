import type { inferRouterInputs, inferRouterOutputs } from '@trpc/server';
import { auditRouter } from './audit/index';
import { datasetRouter } from './dataset/index';
import { homeRouter } from './home/index';
import { keyRouter } from './key/index';
import { projectRouter } from './project/index';
import { setupRouter } from './setup/index';
import { eventsRouter } from './events/index';
import { experimentRouter } from './experiment/index';
import { familyRouter } from './family/index';
import { featuresRouter } from './features/index';
import { forecastRouter } from './forecast/index';
import { inventoryRouter } from './inventory/index';
import { ledgerRouter } from './ledger/index';
import { queueRouter } from './queue/index';
import { runRouter } from './run/index';
import { lineageRouter } from './lineage/index';
import { modelRouter } from './model/index';
import { monitoringRouter } from './monitoring/index';
import { outcomeRouter } from './outcome/index';
import { predictionRouter } from './prediction/index';
import { recommendationRouter } from './recommendation/index';
import { searchRouter } from './search/index';
import { tasksRouter } from './tasks/index';
import { router } from './trpc';
import { userRouter } from './user/index';
import { viewRouter } from './view/index';

/** One line a noun. Each noun has its folder, each procedure its file. */
export const appRouter = router({
  audit: auditRouter,
  dataset: datasetRouter,
  home: homeRouter,
  key: keyRouter,
  project: projectRouter,
  setup: setupRouter,
  events: eventsRouter,
  experiment: experimentRouter,
  family: familyRouter,
  features: featuresRouter,
  forecast: forecastRouter,
  inventory: inventoryRouter,
  ledger: ledgerRouter,
  lineage: lineageRouter,
  model: modelRouter,
  monitoring: monitoringRouter,
  outcome: outcomeRouter,
  prediction: predictionRouter,
  queue: queueRouter,
  recommendation: recommendationRouter,
  run: runRouter,
  search: searchRouter,
  tasks: tasksRouter,
  user: userRouter,
  view: viewRouter,
});

export type AppRouter = typeof appRouter;
/** What each procedure takes and gives, by path: `RouterOutputs['run']['get']`. */
export type RouterInputs = inferRouterInputs<AppRouter>;
export type RouterOutputs = inferRouterOutputs<AppRouter>;
