'use client';

import { useT } from '../../i18n';
import { CodeBlock, RelativeTime } from '../../ui';
import type { EventSource } from './event-types';

/** The address under which people open the console is the one that pages load the collector from. */
const address = (): string => (typeof window === 'undefined' ? '' : window.location.origin);

const snippet = (key: string) => `<script>
  window.bellwether = window.bellwether || function () { (bellwether.q = bellwether.q || []).push(arguments) };
</script>
<script async src="${address()}/collect.js" data-key="${key}"></script>`;

const CALLS = `// when the visitor agrees; until then nothing is stored or sent,
// and false forgets everything
bellwether('consent', true);
// page views are sent by themselves; the rest where it happens
bellwether('track', 'view', { productId: 'sku-1' });
bellwether('track', 'search', { query: 'boots', value: 24 });
bellwether('track', 'add_to_cart', { productId: 'sku-1' });
bellwether('track', 'checkout_step', { step: 'payment' });
bellwether('impressions', 'list-7', ['sku-1', 'sku-2'], { placement: 'home' });
// after sign-in: what this browser did before counts as this customer's
bellwether('identify', 'customer-42');`;

/** "Connect the website": what to paste, and whether anything arrives. */
export function CollectorPanel({ source }: { source: EventSource }) {
  const t = useT();
  const origins = source.config.kind === 'browser' ? source.config.origins : [];
  return (
    <section className="space-y-4">
      <h3 className="text-sm font-semibold">{t('events.collector.title')}</h3>
      <p className="text-sm text-muted">{t('events.collector.paste')}</p>
      <CodeBlock label={t('events.collector.snippet')} code={snippet(source.writeKey ?? '')} />
      <p className="text-sm text-muted">{t('events.collector.calls')}</p>
      <CodeBlock label={t('events.collector.callsLabel')} code={CALLS} />
      <ul className="list-disc space-y-1 pl-5 text-sm text-muted">
        <li>{t('events.collector.origins', { origins: origins.join(', ') })}</li>
        <li>{t('events.collector.consent')}</li>
        <li>{t('events.collector.offline')}</li>
        <li>{t('events.collector.key')}</li>
      </ul>
      <p className="text-sm">{source.lastBatch ? <>{t('events.collector.arrived')} <RelativeTime at={source.lastBatch.createdAt} /></> : <span className="text-muted">{t('events.collector.waiting')}</span>}</p>
    </section>
  );
}
