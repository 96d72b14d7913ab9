'use client';

import Link from 'next/link';
import { useT } from '../../i18n';
import { CodeBlock } from '../../ui';
import type { EventSource } from './event-types';

const call = (id: string) => `curl -X POST ${typeof window === 'undefined' ? '' : window.location.origin}/api/events/${id} \\
  -H "authorization: Bearer $BELLWETHER_KEY" \\
  -H "content-type: application/x-ndjson" \\
  --data-binary @- <<'EVENTS'
{"entity":"order_line","eventId":"o-1001-1","eventTime":"2026-01-31T09:30:00Z","orderId":"o-1001","customerId":"c-7","productId":"sku-1","quantity":2,"unitPrice":19.9}
{"entity":"session_event","eventId":"e-1","eventTime":"2026-01-31T09:12:00Z","sessionId":"s-1","customerId":"c-7","kind":"view","productId":"sku-1"}
EVENTS`;

const ANSWER = `{"accepted":2,"refused":0,"refusals":[],"ignored":{}}`;

/** How a program sends: the call with this source's own id, and what the answer means. */
export function HttpPanel({ source }: { source: EventSource }) {
  const t = useT();
  return (
    <section className="space-y-4">
      <h3 className="text-sm font-semibold">{t('events.http.title')}</h3>
      <p className="text-sm text-muted">{t('events.http.key')} <Link href="/admin/keys" className="text-accent underline underline-offset-2">{t('events.http.keys')}</Link></p>
      <CodeBlock label={t('events.http.call')} code={call(source.id)} />
      <CodeBlock label={t('events.http.answer')} code={ANSWER} />
      <ul className="list-disc space-y-1 pl-5 text-sm text-muted">
        <li>{t('events.http.durable')}</li>
        <li>{t('events.http.again')}</li>
        <li>{t('events.http.busy')}</li>
        <li>{t('events.http.refused')}</li>
      </ul>
    </section>
  );
}
