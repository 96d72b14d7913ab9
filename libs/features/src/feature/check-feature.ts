import { featureRef, isAppError, type ErrorRecord, type EventTables, type FeatureDefinition, type Localized, type TaskEntity } from '@bellwether/contracts';
import { ident, type DuckSession } from '../ingest/session';
import { shopContext, sourceContext } from '../task/task-context';
import { computeFeatures, planFeatures } from './compute-features';
import { checkSql, makeAsOfViews, sqlError, sqlFeatureSql } from './custom-sql';
import { rowSource, timestampSql } from './row-source';
import { featureSentence, planFeature } from './registry';
import { lineageOf } from '../task/table-report';
import { SEEN_BY } from '../task/population-sql';

/** What a definition comes to on a log: a few values of now, what it reads, and whether it can be served to one entity at a time. */
export type FeatureCheck = {
  ref: string;
  /** null: it works */
  error: ErrorRecord | null;
  sentence: Localized | null;
  type: string | null;
  lineage: string[];
  sample: { entityId: string; value: string | number | boolean | null }[];
  missing: number | null;
  /** of a query: its value for one entity, computed from the events of that entity alone, is the value computed among all; null: not asked */
  servable: boolean | null;
  /** the moment of the sample; null: the log is empty */
  cutoff: string | null;
};

const SAMPLE = 200;
const SHOWN = 12;
/** Entities for which a query is asked again with nobody else's events. */
const ALONE = 5;

/** Tries definitions on the newest state of a log. What is wrong with one is said of it, and the others go on. */
export async function checkFeatures(session: DuckSession, task: { entity: TaskEntity; features: FeatureDefinition[]; timeZone: string; tables: EventTables }): Promise<FeatureCheck[]> {
  const { entity, tables } = task;
  const shop = shopContext(tables, task.timeZone);
  const { ms } = await session.one<{ ms: number | null }>(`SELECT epoch_ms(max(known_time))::DOUBLE AS ms FROM (${SEEN_BY[entity].map((k) => `SELECT max(known_time) AS known_time FROM ${ident(k)}`).join(' UNION ALL ')})`);
  if (ms !== null && entity !== 'session') await makeSample(session, entity, ms, shop.corrected);
  const checks: FeatureCheck[] = [];
  for (const definition of task.features) {
    try {
      const plan = planFeature(definition, entity);
      const [planned] = planFeatures([definition], entity);
      const base = { ref: featureRef(definition), error: null, sentence: featureSentence(definition), type: plan.type, lineage: await lineageOf(session, planned!).catch((e) => Promise.reject(sqlError(e))), sample: [], missing: null, servable: null, cutoff: ms === null ? null : new Date(ms).toISOString() };
      if (ms === null || entity === 'session') {
        checks.push(base);
        continue;
      }
      const computed = await computeFeatures(session, entity, [planned!], { opensMs: ms, cutoffMs: ms, spine: 'sample' }, shop, null);
      const rows = await session.rows<{ id: string; value: string | number | boolean | null }>(`SELECT s.entity_id AS id, v AS value FROM (SELECT s.entity_id, ${computed.select[0]!.replace(/ AS "[^"]+"$/, ' AS v')} FROM sample s${computed.joins}) s ORDER BY 1`);
      await computed.drop();
      const query = Object.values(plan.measures).find((m) => m.type === 'sql');
      checks.push({ ...base, sample: rows.slice(0, SHOWN).map((r) => ({ entityId: r.id, value: r.value })), missing: rows.length === 0 ? null : rows.filter((r) => r.value === null).length / rows.length, servable: query?.type === 'sql' ? await isServable(session, entity, query.sql, plan.type, ms, shop.corrected) : null });
    } catch (e) {
      const error = isAppError(e) ? e : sqlError(e);
      checks.push({ ref: featureRef(definition), error: error.toRecord(), sentence: null, type: null, lineage: [], sample: [], missing: null, servable: null, cutoff: ms === null ? null : new Date(ms).toISOString() });
    }
  }
  return checks;
}

/** The same entities every time: those with the smallest hash. */
async function makeSample(session: DuckSession, entity: TaskEntity, ms: number, corrected: boolean): Promise<void> {
  const context = sourceContext({ timeZone: 'UTC', currency: null, corrected }, ms);
  const seen = SEEN_BY[entity].map((kind) => {
    const source = rowSource(entity, kind, { kind: 'fixed', ms }, [], null, context);
    return `SELECT ${source.id} AS entity_id ${source.from}`;
  });
  await session.run(`CREATE OR REPLACE TEMP TABLE sample AS SELECT entity_id, ${timestampSql(ms)} AS cutoff FROM (SELECT DISTINCT entity_id FROM (${seen.join(' UNION ALL ')})) ORDER BY hash(entity_id) LIMIT ${SAMPLE}`);
}

/** Compares a query's answers among all with its answers over one entity's own events. */
async function isServable(session: DuckSession, entity: TaskEntity, sql: string, type: string, ms: number, corrected: boolean): Promise<boolean> {
  const checked = await checkSql(session, sql);
  await makeAsOfViews(session, entity, checked.kinds, ms, corrected);
  const all = await session.rows<{ entity_id: string; m0: unknown }>(`SELECT q.* FROM (${sqlFeatureSql(checked, type)}) q JOIN (SELECT entity_id FROM sample LIMIT ${ALONE}) s ON s.entity_id = q.entity_id`);
  const { ids } = await session.one<{ ids: unknown }>(`SELECT list(entity_id) AS ids FROM (SELECT entity_id FROM sample LIMIT ${ALONE})`);
  const list = (Array.isArray(ids) ? ids : ((ids as { items?: unknown[] } | null)?.items ?? [])).map(String);
  for (const id of list) {
    await makeAsOfViews(session, entity, checked.kinds, ms, corrected, id);
    const own = await session.rows<{ entity_id: string; m0: unknown }>(`SELECT * FROM (${sqlFeatureSql(checked, type)}) WHERE entity_id = '${id.replace(/'/g, "''")}'`);
    if (JSON.stringify(own[0]?.m0 ?? null) !== JSON.stringify(all.find((r) => r.entity_id === id)?.m0 ?? null)) return false;
  }
  return true;
}
