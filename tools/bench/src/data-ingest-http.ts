import { percentile } from './at-rate';
import type { BenchRow, SuiteOptions } from './bench-row';
import { until, withProduct } from './product-http';

const SECONDS = 20;
const WARM_SECONDS = 3;
/** Calls on their way at once, each waiting for its answer before the next. */
const SENDERS = 8;
const EVENTS_PER_CALL = 500;
/** The server takes 50 requests a second from one key. */
const KEYS = 4;

/** A session event of common width: 280 bytes as JSON. */
function call(first: number): Buffer {
  const at = new Date().toISOString();
  let text = '';
  for (let n = first; n < first + EVENTS_PER_CALL; n++)
    text += `{"entity":"session_event","eventId":"b-${n}","eventTime":"${at}","sessionId":"s-${n >> 4}","anonymousId":"a-${n >> 5}","kind":"view","productId":"sku-${n % 20_011}","page":"/catalogue/product/sku-${n % 20_011}?from=list","listId":"l-${n >> 3}","durationMs":${n % 9_000},"device":"phone","source":"newsletter"}\n`;
  return Buffer.from(text);
}

/** Events over HTTP with an API key, on disk before they are answered, while the worker reads them in: load, server, worker and database share the machine. */
export const ingestHttp = ({ log }: SuiteOptions): Promise<BenchRow[]> => withProduct(async (product) => {
  const { id: logId } = await product.call<{ id: string }>('events.createLog', { name: 'Bench' });
  const { id: sourceId } = await product.call<{ id: string }>('events.createSource', { logId, name: 'Shop', config: { kind: 'http' } });
  const keys = await product.keys(KEYS, ['event.write']);
  let [sent, refused] = [0, 0];
  const phase = async (seconds: number): Promise<{ times: number[]; perSecond: number }> => {
    const times: number[] = [];
    const began = performance.now();
    const sender = async (which: number): Promise<void> => {
      while (performance.now() - began < seconds * 1000) {
        const body = call(sent);
        sent += EVENTS_PER_CALL;
        const at = performance.now();
        const { status, text } = await product.ask(`/api/events/${sourceId}`, body, keys[which % KEYS]!, { 'content-type': 'application/x-ndjson' });
        times.push(performance.now() - at);
        if (status !== 200) refused += EVENTS_PER_CALL;
        if (status !== 200 && status !== 429) throw new Error(`the server answered ${status}: ${text.slice(0, 300)}`);
      }
    };
    const before = refused;
    await Promise.all(Array.from({ length: SENDERS }, (_, k) => sender(k)));
    const seconds_ = (performance.now() - began) / 1000;
    return { times: times.sort((a, b) => a - b), perSecond: (times.length * EVENTS_PER_CALL - (refused - before)) / seconds_ };
  };
  await phase(WARM_SECONDS);
  const { times, perSecond } = await phase(SECONDS);
  log(`data: ${sent - refused} events acknowledged, ${refused} refused; waiting until they are read in`);
  const began = performance.now();
  type Log = { latest: { counts: Record<string, number> } | null };
  const read = await until(() => product.call<Log>('events.log', { logId }), (l) => (l.latest?.counts.session_event ?? 0) >= sent - refused, 500);
  const common = { suite: 'data', case: `ingest-http, ${EVENTS_PER_CALL} events a call, API key, durable`, subject: 'events.ingest' };
  return [
    { ...common, metric: 'acknowledged', value: perSecond, unit: 'events/s', bar: { at: 20_000, must: 'reach' } },
    { ...common, metric: 'p50 of a call', value: percentile(times, 0.5), unit: 'ms' },
    { ...common, metric: 'p99 of a call', value: percentile(times, 0.99), unit: 'ms' },
    { ...common, metric: 'in the log, of those acknowledged', value: read.latest!.counts.session_event! / (sent - refused), unit: '', bar: { at: 1, must: 'reach' } },
    { ...common, metric: 'read in after the last call', value: (performance.now() - began) / 1000, unit: 's' },
  ];
});
