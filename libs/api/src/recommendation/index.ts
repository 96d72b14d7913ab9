import { router } from '../trpc';
import { customerHistoryProcedure } from './customer-history';
import { findKeysProcedure } from './find-keys';
import { listItemsProcedure } from './list-items';
import { listListsProcedure } from './list-lists';
import { overviewProcedure } from './overview';
import { previewListProcedure } from './preview-list';
import { recommendProcedure } from './recommend';
import { replayProcedure } from './replay';
import { reportFeedbackProcedure } from './report-feedback';
import { ruleCostProcedure } from './rule-cost';
import { saveRulesProcedure } from './save-rules';
import { setCatalogueProcedure } from './set-catalogue';

export const recommendationRouter = router({
  recommend: recommendProcedure,
  preview: previewListProcedure,
  ruleCost: ruleCostProcedure,
  history: customerHistoryProcedure,
  find: findKeysProcedure,
  overview: overviewProcedure,
  saveRules: saveRulesProcedure,
  feedback: reportFeedbackProcedure,
  setCatalogue: setCatalogueProcedure,
  items: listItemsProcedure,
  lists: listListsProcedure,
  replay: replayProcedure,
});
