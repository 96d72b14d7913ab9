import { router } from '../trpc';
import { acceptLeakProcedure } from './accept-leak';
import { bulkUpdateRuns } from './bulk-update-runs';
import { cancelRuns } from './cancel-runs';
import { compareRunsProcedure } from './compare-runs';
import { estimateRuns } from './estimate-runs';
import { exportRunsProcedure } from './export-runs';
import { getRunProcedure } from './get-run';
import { launchableDataProcedure } from './launchable-data';
import { launchRuns } from './launch-runs';
import { listRunsProcedure } from './list-runs';
import { rerunProcedure } from './rerun';
import { runArtifactsProcedure } from './run-artifacts';
import { runFacetsProcedure } from './run-facets';
import { runFiguresProcedure } from './run-figures';
import { runLeaksProcedure } from './run-leaks';
import { runLogsProcedure } from './run-logs';
import { runPoints } from './run-points';
import { runSamplesProcedure } from './run-samples';
import { favouriteRuns, updateRunProcedure } from './update-run';
import { watchRunProcedure } from './watch-run';

export const runRouter = router({
  list: listRunsProcedure,
  get: getRunProcedure,
  points: runPoints,
  logs: runLogsProcedure,
  samples: runSamplesProcedure,
  figures: runFiguresProcedure,
  facets: runFacetsProcedure,
  artifacts: runArtifactsProcedure,
  leaks: runLeaksProcedure,
  acceptLeak: acceptLeakProcedure,
  watch: watchRunProcedure,
  compare: compareRunsProcedure,
  exportCsv: exportRunsProcedure,
  launchableData: launchableDataProcedure,
  estimate: estimateRuns,
  launch: launchRuns,
  rerun: rerunProcedure,
  cancel: cancelRuns,
  update: updateRunProcedure,
  favourite: favouriteRuns,
  bulk: bulkUpdateRuns,
});
