import { AppError, type InputRow } from '@bellwether/contracts';
import { levelOf, type ColumnTable } from '@bellwether/features';
import type { ArtifactFile, Predictor, Scored } from '../task-family';
import { unpackModel } from './artifact';
import type { AskInput, AskName, AskOutput } from './asks';
import { evaluationColumns, measureRows } from './measure-rows';
import { explainTop } from './serve/explain-top';
import { catalogueOverview, customerHistory, find, itemsByKey } from './serve/lookup';
import { policyAt, recommend } from './serve/recommend';
import { openRecommender, type Recommender } from './serve/recommender';
import { historyOfRequest } from './serve/request-history';
import { judgedLists, ruleCost, type JudgedLists } from './serve/rule-cost';
import { recommendationContextSchema, recommendationRulesSchema } from '@bellwether/contracts';

const RULES = recommendationRulesSchema.parse({ filters: { inStock: false } });

/** @throws AppError MODEL_ARTIFACT_INVALID @owns the caller disposes it */
export async function loadRecommendation(files: ArtifactFile[]): Promise<Predictor> {
  const { state, signature } = unpackModel(files);
  const r = await openRecommender(state);
  const { id } = state.columns;
  const until = state.since + state.histories.time.reduce((m, t) => Math.max(m, t), 0) * 1000;
  const requestFor = (customer: string) => recommendationContextSchema.parse({ customer, limit: 1 });
  const top = async (customer: string): Promise<Scored> => {
    const { items, known } = await recommend(r, { request: requestFor(customer), rules: RULES, catalogue: null, seed: '', now: until, reasons: false });
    return { score: items[0]?.score ?? 0, label: items[0]?.item ?? null, warnings: known.customer ? [] : [{ code: 'new-category', field: id, message: `${id} = ${JSON.stringify(customer)} was not seen in training; what sells was ranked` }] };
  };
  return {
    signature,
    predictRows: (rows) => inTurn(rows, (row, n) => top(customerOf(row, id, n))),
    predictTable: async (table) => Float64Array.from(await inTurn(customersIn(table, id), async (customer) => (await top(customer)).score)),
    explain: (row) => explainTop(r, historyOfRequest(r, requestFor(customerOf(row, id, 0)), until).history),
    evaluation: { columns: evaluationColumns(state), measure: (table, rows) => measureRows(r, table, rows) },
    ask: answers(r),
    dispose: () => r.dispose(),
  };
}

/** One after another: each uses the processor whole. */
async function inTurn<A, B>(values: readonly A[], work: (value: A, n: number) => Promise<B>): Promise<B[]> {
  const out: B[] = [];
  for (const [n, value] of values.entries()) out.push(await work(value, n));
  return out;
}

function customerOf(row: InputRow, id: string, n: number): string {
  const value = row[id];
  if (value === undefined || value === null || value === '') throw new AppError({ code: 'SIGNATURE_MISMATCH', message: `row ${n + 1}: expected a customer in ${id}, received ${Object.keys(row).join(', ') || 'an empty row'}`, fix: `send {"${id}": "..."}`, context: { field: id, row: n + 1 } });
  return String(value);
}

function customersIn(table: ColumnTable, id: string): string[] {
  const column = table.columns.find((c) => c.name === id);
  if (!column) throw new AppError({ code: 'SIGNATURE_MISMATCH', message: `expected the column ${id}, received ${table.columns.map((c) => c.name).join(', ')}`, fix: 'send a table that names the customers' });
  return Array.from({ length: table.rows }, (_, i) => levelOf(column, i) ?? '');
}

/** Requests have been parsed by the schemas of ASK_SCHEMAS. */
function answers(r: Recommender): NonNullable<Predictor['ask']> {
  let judged: Promise<JudgedLists> | null = null;
  const handlers: { [N in AskName]: (input: AskInput<N>) => Promise<AskOutput<N>> | AskOutput<N> } = {
    recommend: (input) => recommend(r, input),
    policy: (input) => policyAt(r, input),
    'rule-cost': async ({ rules, catalogue }) => ruleCost(r, await (judged ??= judgedLists(r)), rules, catalogue),
    customer: (input) => customerHistory(r, input),
    items: (input) => itemsByKey(r, input),
    find: (input) => find(r, input),
    catalogue: (input) => catalogueOverview(r, input),
  };
  return async (name, request) => {
    const handler = handlers[name as AskName] as ((input: unknown) => unknown) | undefined;
    if (!handler) throw new AppError({ code: 'INPUT_INVALID', message: `expected one of ${Object.keys(handlers).join(', ')}, received ${JSON.stringify(name)}`, fix: 'ask what the family lists' });
    return handler(request);
  };
}
