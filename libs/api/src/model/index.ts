import { router } from '../trpc';
import { aliasHistoryProcedure } from './alias-history';
import { checkGatesProcedure } from './check-gates';
import { getModelProcedure } from './get-model';
import { getVersionProcedure } from './get-version';
import { importModelProcedure } from './import-model';
import { listModelsProcedure } from './list-models';
import { modelFileProcedure } from './model-file';
import { listPromotionsProcedure } from './list-promotions';
import { liveAtProcedure } from './live-at';
import { promoteModelProcedure } from './promote-model';
import { registerModelProcedure } from './register-model';
import { rollbackModelProcedure } from './rollback-model';
import { setAliasProcedure } from './set-alias';
import { setPolicyProcedure } from './set-policy';
import { updateModelProcedure } from './update-model';

export const modelRouter = router({
  list: listModelsProcedure,
  get: getModelProcedure,
  version: getVersionProcedure,
  file: modelFileProcedure,
  import: importModelProcedure,
  register: registerModelProcedure,
  gates: checkGatesProcedure,
  promote: promoteModelProcedure,
  rollback: rollbackModelProcedure,
  setAlias: setAliasProcedure,
  history: aliasHistoryProcedure,
  liveAt: liveAtProcedure,
  promotions: listPromotionsProcedure,
  update: updateModelProcedure,
  setPolicy: setPolicyProcedure,
});
