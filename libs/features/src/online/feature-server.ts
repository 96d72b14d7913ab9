import { AppError, type EventTables, type FeatureSet } from '@bellwether/contracts';
import { eventFiles, registerEventViews } from '../event/event-views';
import { planFeatures, type PlannedFeature, type ShopContext } from '../feature/compute-features';
import { checkSql, makeAsOfViews, sqlFeatureSql } from '../feature/custom-sql';
import { bindFeatures, memoryNeeds, type FeatureEvaluator } from '../feature/evaluate-features';
import { referenceMidnight } from '../feature/plan';
import type { Value } from '../feature/row-field';
import { DuckSession, text } from '../ingest/session';
import { dataRange, shopContext } from '../task/task-context';
import { EventStore } from './event-store';
import type { ReferenceFacts } from '../feature/event-memory';
import { loadStore } from './load-store';
import { addDays, localDate, localMidnight } from '../time/zone';
import { computeReference, readReference } from './reference-facts';

export type Lookup = { entityId: string; /** in the order of `names` */ values: Value[] };

/**
 * The features of a set over one version of a log, held in memory: what training would have computed for the moment that is asked about, in microseconds.
 * Slow facts of products and of the shop are those of the last local midnight, at training and here alike, and are computed when a day is first asked about.
 * @owns the caller closes it
 */
export class FeatureServer {
  /** the local day that was asked about last: from its midnight to before the next @unit ms */
  private day: { midnight: number; next: number; facts: Promise<ReferenceFacts> } | null = null;
  private queue: Promise<unknown> = Promise.resolve();
  private readonly queries: { name: string; sql: string; type: PlannedFeature['plan']['type'] }[];

  private constructor(private readonly session: DuckSession, private readonly entity: 'customer' | 'product', private readonly planned: readonly PlannedFeature[], private readonly shop: ShopContext, private readonly evaluator: FeatureEvaluator, /** what was known when it was loaded @unit ms */ readonly knownTo: number, readonly rows: number) {
    this.queries = planned.flatMap((f) => Object.values(f.plan.measures).flatMap((m) => (m.type === 'sql' ? [{ name: f.definition.name, sql: m.sql, type: f.plan.type }] : [])));
  }

  /** @param limits of the engine that reads the log @throws AppError INPUT_INVALID for sessions, whose moments are their own */
  static async open(set: FeatureSet, tables: EventTables, limits: { memoryMb: number; threads: number; spill: string }): Promise<FeatureServer> {
    const { entity } = set;
    if (entity === 'session') throw new AppError({ code: 'INPUT_INVALID', message: 'Features of sessions are asked for while a session lasts, not by its id.', fix: 'Choose a feature set of customers or products.' });
    const session = await DuckSession.open({ folders: [], files: eventFiles(tables), ...limits });
    try {
      await registerEventViews(session, tables);
      const knownTo = tables.partitions?.reduce((most, p) => Math.max(most, wholeMs(p.knownTo)), 0) ?? (await dataRange(session, tables, [])).knownTo ?? 0;
      const shop = shopContext(tables, set.timeZone);
      const planned = planFeatures(set.features, entity);
      const needs = memoryNeeds(entity, planned, shop);
      const store = new EventStore(needs, shop.currency);
      const rows = await loadStore(session, store, entity, needs, { after: null, until: knownTo, corrected: shop.corrected });
      return new FeatureServer(session, entity, planned, shop, bindFeatures(entity, planned, store, shop), knownTo, rows);
    } catch (e) {
      session.close();
      throw e;
    }
  }

  get names(): string[] {
    return this.evaluator.names;
  }

  /**
   * @param atMs the moment asked about: not before the newest thing known, for the store does not know what was unknown then
   * @throws AppError INPUT_INVALID for a moment of the past
   */
  async lookup(entityIds: readonly string[], atMs: number): Promise<Lookup[]> {
    if (atMs < this.knownTo) throw new AppError({ code: 'INPUT_INVALID', message: `Expected a moment that is not before ${new Date(this.knownTo).toISOString()}, up to which the log knows, received ${new Date(atMs).toISOString()}.`, fix: 'Leave the moment out, or make a training table for moments of the past.' });
    const facts = await this.referenceAt(atMs);
    const queried = await this.queried(entityIds, atMs);
    return entityIds.map((entityId) => ({ entityId, values: this.evaluator.evaluate({ entityId, customerId: null, cutoffUs: atMs * 1000 }, facts, queried.get(entityId)) }));
  }

  close(): void {
    void this.queue.finally(() => this.session.close());
  }

  private referenceAt(atMs: number): Promise<ReferenceFacts> {
    if (this.day && atMs >= this.day.midnight && atMs < this.day.next) return this.day.facts;
    const { timeZone } = this.shop;
    const midnight = referenceMidnight(timeZone, atMs);
    const facts = this.inTurn(async () => readReference(await computeReference(this.session, this.entity, this.planned, midnight, this.shop)));
    this.day = { midnight, next: localMidnight(timeZone, addDays(localDate(timeZone, atMs), 1)), facts };
    // a day that failed is tried again
    facts.catch(() => this.day?.midnight === midnight && (this.day = null));
    return facts;
  }

  /** Queries are asked of the engine, over the events of the entity alone. */
  private async queried(entityIds: readonly string[], atMs: number): Promise<Map<string, Map<string, Value>>> {
    const found = new Map<string, Map<string, Value>>();
    if (this.queries.length === 0) return found;
    await this.inTurn(async () => {
      for (const id of entityIds) {
        const values = new Map<string, Value>();
        for (const q of this.queries) {
          const checked = await checkSql(this.session, q.sql);
          await makeAsOfViews(this.session, this.entity, checked.kinds, atMs, this.shop.corrected, id);
          const [row] = await this.session.rows<{ m0: Value }>(`SELECT m0 FROM (${sqlFeatureSql(checked, q.type)}) WHERE entity_id = ${text(id)}`);
          values.set(q.name, row?.m0 ?? null);
        }
        found.set(id, values);
      }
    });
    return found;
  }

  /** The engine's temporary tables have one name each: one question at a time. */
  private inTurn<T>(work: () => Promise<T>): Promise<T> {
    const next = this.queue.then(work, work);
    this.queue = next.catch(() => undefined);
    return next;
  }
}

/** The first whole millisecond by which it was known: corrections of one moment come microseconds apart. */
const wholeMs = (instant: string): number => Date.parse(instant) + (/\.\d{3}(?!000)\d{3}/.test(instant) ? 1 : 0);
