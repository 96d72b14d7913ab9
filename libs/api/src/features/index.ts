import { router } from '../trpc';
import { archiveSetProcedure } from './archive-set';
import { checkFeaturesProcedure } from './check-features';
import { getCardProcedure } from './get-card';
import { getSetProcedure } from './get-set';
import { listFeaturesProcedure } from './list-features';
import { listKindsProcedure } from './list-kinds';
import { listSetsProcedure } from './list-sets';
import { lookupFeaturesProcedure } from './lookup-features';
import { proposeFeaturesProcedure } from './propose-features';
import { saveSetProcedure } from './save-set';

export const featuresRouter = router({
  list: listFeaturesProcedure,
  card: getCardProcedure,
  kinds: listKindsProcedure,
  sets: listSetsProcedure,
  set: getSetProcedure,
  propose: proposeFeaturesProcedure,
  check: checkFeaturesProcedure,
  saveSet: saveSetProcedure,
  archiveSet: archiveSetProcedure,
  lookup: lookupFeaturesProcedure,
});
