import { ROLES, type Role } from '@bellwether/contracts';
import fc from 'fast-check';
import { catalogueOf, type CatalogueEntry } from './openapi/catalogue';
import { appRouter } from './router';
import { testApi, type TestApi } from './testing';
import { FOREIGN_MARK, foreignShop, type ForeignIds } from './testing/foreign-shop';
import { byName, inputFor, takesId, type Schema } from './testing/input-for';

let api: TestApi;
let foreign: ForeignIds;
beforeAll(async () => {
  api = await testApi();
  foreign = await foreignShop(api.deps.db, api.otherProjectId);
});
afterAll(() => api.close());

const entries = catalogueOf(appRouter).filter((e) => takesId(e.input));

/** Of a stream, what comes first. */
async function first(answer: Promise<unknown>): Promise<unknown> {
  const value = await answer;
  if (typeof value !== 'object' || value === null || !(Symbol.asyncIterator in value)) return value;
  const stream = (value as AsyncIterable<unknown>)[Symbol.asyncIterator]();
  const { value: event } = await stream.next();
  await stream.return?.();
  return event;
}

type Outcome = { code: string; text: string; empty?: boolean };

async function attempt(entry: CatalogueEntry, role: Role, pick: (name: string) => string): Promise<Outcome> {
  const input = inputFor(entry.input as Schema, '', pick);
  const call = entry.path.split('.').reduce<unknown>((at, key) => (at as Record<string, unknown>)[key], api.as({ role })) as (input: unknown) => Promise<unknown>;
  return first(call(input)).then(
    (value) => ({ code: 'OK', empty: isEmpty(value), text: JSON.stringify(value, (_, v) => (typeof v === 'bigint' ? String(v) : v)) ?? '' }),
    (error) => ({ code: error.cause?.code ?? error.code, text: `${error.message} ${error.cause?.message} ${error.cause?.fix}` }),
  );
}

/** Answers in place of a refusal: which of the sent ids were not accepted; a table of no rows under its header. */
const REPORTS = ['outcome.record', 'run.exportCsv', 'recommendation.feedback'];

/** No row, no count, no name: a list that was asked for an object which is not there. */
const isEmpty = (value: unknown): boolean => (typeof value === 'object' && value !== null ? Object.values(value).every(isEmpty) : value === undefined || value === null || value === 0 || value === false || value === '');

const tables = ['dataset', 'dataset_version', 'column_role_set', 'experiment', 'run_group', 'run', 'search', 'run_favourite', 'saved_view', 'model', 'model_alias', 'model_version', 'prediction', 'outcome', 'batch_scoring', 'api_key', 'alias_event', 'promotion', 'recommendation_rule_set', 'recommendation_list', 'recommendation_feedback', 'catalogue_item', 'event_log', 'event_source', 'event_batch', 'event_mapping_version', 'event_log_version', 'event_upload', 'event_preview', 'event_expectation', 'prediction_task', 'prediction_task_version', 'feature_version', 'feature_set', 'feature_set_version', 'training_table', 'model_upload'];
const fingerprint = async () => {
  const rows = await Promise.all(tables.map((t) => api.deps.db.pool.query(`SELECT md5(coalesce(string_agg(t::text, '|' ORDER BY t::text), '')) AS hash FROM "${t}" t WHERE ${t === 'column_role_set' || t === 'run_favourite' || t === 'model_alias' ? 'true' : 'project_id = $1'}`, t === 'column_role_set' || t === 'run_favourite' || t === 'model_alias' ? [] : [api.otherProjectId])));
  return Object.fromEntries(tables.map((t, i) => [t, rows[i]!.rows[0].hash]));
};

describe('an id of another shop', () => {
  it('there are procedures to try', () => expect(entries.length).toBeGreaterThan(20));

  it.each(ROLES)('as %s: every procedure that takes an id answers as if there were no such object, and changes nothing', async (role) => {
    const before = await fingerprint();
    const wrong: unknown[] = [];
    for (const entry of entries) {
      const { code, text, empty } = await attempt(entry, role, byName(entry, foreign));
      const hidden = code === 'NOT_FOUND' || code === 'PERMISSION_DENIED' || (code === 'OK' && (empty || REPORTS.includes(entry.path)));
      if (!hidden || text.includes(FOREIGN_MARK)) wrong.push([entry.path, code, text.slice(0, 300)]);
    }
    expect(wrong).toEqual([]);
    expect(await fingerprint()).toEqual(before);
  });

  it('any id in any place, as anybody: nothing of the other shop is ever shown or changed', async () => {
    const before = await fingerprint();
    const ids = Object.values(foreign);
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...entries), fc.constantFrom(...ROLES), fc.array(fc.nat(ids.length - 1), { minLength: 6, maxLength: 6 }), async (entry, role, chosen) => {
        let at = 0;
        const { text } = await attempt(entry, role, () => ids[chosen[at++ % chosen.length]!]!);
        expect(text).not.toContain(FOREIGN_MARK);
      }),
      { numRuns: 300, seed: 20261124 },
    );
    expect(await fingerprint()).toEqual(before);
  });
});
