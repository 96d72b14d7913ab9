import { addSampleLog } from '@bellwether/pipeline';
import { procedure } from '../procedure';

export const addSampleProcedure = procedure({ permission: 'dataset.write', summary: 'Read the bundled shop (The Complete Journey) into a log of its own' }).mutation(({ ctx }) => addSampleLog(ctx.deps, ctx.scope));
