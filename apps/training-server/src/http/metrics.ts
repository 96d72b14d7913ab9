import type { Deps } from '@bellwether/lineage';
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';

export type Metrics = { registry: Registry; observe: (method: string, route: string, status: number, seconds: number) => void };

/** Prometheus: of this process, of requests, and of what the database says at the moment of the scrape. */
export function createMetrics(deps: Deps): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry, prefix: 'bellwether_' });
  const requests = new Counter({ name: 'bellwether_http_requests_total', help: 'Requests by method, route and status', labelNames: ['method', 'route', 'status'], registers: [registry] });
  const seconds = new Histogram({ name: 'bellwether_http_request_seconds', help: 'Time to answer', labelNames: ['method', 'route'], buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 60], registers: [registry] });
  const pool = new Gauge({ name: 'bellwether_db_connections', help: 'Connections of the pool', labelNames: ['state'], registers: [registry] });
  const runs = new Gauge({ name: 'bellwether_runs', help: 'Training runs by state', labelNames: ['state'], registers: [registry] });
  const workers = new Gauge({ name: 'bellwether_workers', help: 'Worker processes with a living lease', registers: [registry] });
  const predictions = new Gauge({ name: 'bellwether_predictions_last_hour', help: 'Predictions made in the last hour', registers: [registry] });
  pool.set({ state: 'total' }, 0);
  const refresh = async () => {
    pool.set({ state: 'total' }, deps.db.pool.totalCount);
    pool.set({ state: 'idle' }, deps.db.pool.idleCount);
    pool.set({ state: 'waiting' }, deps.db.pool.waitingCount);
    const { rows } = await deps.db.pool.query<{ runs: Record<string, number> | null; workers: number; predictions: number }>(`
      SELECT (SELECT jsonb_object_agg(state, n) FROM (SELECT state, count(*) AS n FROM run GROUP BY state) s) AS runs,
             (SELECT count(*)::int FROM worker_process WHERE stopped_at IS NULL AND lease_until > now()) AS workers,
             (SELECT count(*)::int FROM prediction WHERE created_at > now() - interval '1 hour') AS predictions`);
    runs.reset();
    for (const state of ['queued', 'running', 'done', 'failed', 'cancelled']) runs.set({ state }, rows[0]?.runs?.[state] ?? 0);
    workers.set(rows[0]?.workers ?? 0);
    predictions.set(rows[0]?.predictions ?? 0);
  };
  const text = registry.metrics.bind(registry);
  registry.metrics = async () => {
    await refresh();
    return text();
  };
  return {
    registry,
    observe: (method, route, status, took) => {
      requests.inc({ method, route, status: String(status) });
      seconds.observe({ method, route }, took);
    },
  };
}
