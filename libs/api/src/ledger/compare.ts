import { ledgerAnswerSchema, ledgerAskSchema } from '@bellwether/contracts';
import { reconcileLedger } from '@bellwether/pipeline';
import { procedure } from '../procedure';

export const compareLedgerProcedure = procedure({ permission: 'prediction.read', summary: 'Units that customers will take, from their chances to buy and their next items, beside what products are forecast to sell: the gap by category, and what both agree on' })
  .input(ledgerAskSchema)
  .output(ledgerAnswerSchema)
  .query(({ ctx, input }) => reconcileLedger(ctx.deps, ctx.scope, input));
