import { router } from '../trpc';
import { closeLoopProcedure } from './close-loop';
import { recordOutcomesProcedure } from './record-outcomes';
import { uploadOutcomesProcedure } from './upload-outcomes';

export const outcomeRouter = router({ record: recordOutcomesProcedure, upload: uploadOutcomesProcedure, closeLoop: closeLoopProcedure });
