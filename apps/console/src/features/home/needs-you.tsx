'use client';

import { AlertTriangle, CircleCheck, CircleX, Hourglass, ShieldAlert, Sparkles, type LucideIcon } from 'lucide-react';
import Link from 'next/link';
import { useState } from 'react';
import { useT, type Translate } from '../../i18n';
import { Button, Card, RelativeTime } from '../../ui';
import type { Need } from './overview';

/** What fits beside the live models; the rest is one click away. */
const FIRST = 4;

type Shown = { href: string; title: string; body: string; icon: LucideIcon; tone: string };

function show(need: Need, t: Translate): Shown {
  switch (need.kind) {
    case 'run-failed':
      return { href: `/runs/${need.runId}`, title: t('home.needs.failedRun', { name: need.name }), body: `${need.message} ${need.fix}`.trim(), icon: CircleX, tone: 'text-bad' };
    case 'dataset-failed':
      return { href: `/data/${need.datasetId}`, title: t('home.needs.failedDataset', { name: need.name }), body: `${need.message} ${need.fix}`.trim(), icon: AlertTriangle, tone: 'text-bad' };
    case 'rules-failed':
      return { href: `/events/${need.logId}?tab=rules`, title: t('home.needs.rules', { name: `${need.name} v${need.version}`, count: need.rules }), body: t('home.needs.rulesBody'), icon: AlertTriangle, tone: need.bad ? 'text-bad' : 'text-warning' };
    case 'promotion-refused':
      return { href: `/models/${need.modelId}`, title: t('home.needs.refused', { name: `${need.name} v${need.version}` }), body: t('home.needs.gates', { count: need.gates }), icon: ShieldAlert, tone: 'text-warning' };
    case 'leaks-open':
      return { href: `/runs/${need.runId}?tab=data`, title: t('home.needs.leaks', { name: `${need.name} v${need.version}` }), body: t('home.needs.leaksBody', { count: need.findings }), icon: ShieldAlert, tone: 'text-warning' };
    case 'no-champion':
      return { href: `/models/${need.modelId}`, title: t('home.needs.readyToPromote', { name: need.name }), body: t('home.needs.readyHint', { number: String(need.version) }), icon: Sparkles, tone: 'text-info' };
    case 'no-outcomes':
      return { href: `/models/${need.modelId}`, title: t('home.needs.stale', { name: need.name, days: need.days }), body: `${t('home.needs.noOutcomesBody', { count: need.predictions })} ${t('home.needs.staleHint')}`, icon: Hourglass, tone: 'text-warning' };
  }
}

/** What waits for a person, newest first, each with where to act. */
export function NeedsYou({ needs }: { needs: Need[] }) {
  const t = useT();
  const [all, setAll] = useState(false);
  const shown = all ? needs : needs.slice(0, FIRST);
  return (
    <Card title={t('home.needs.title')} flush>
      {needs.length === 0 ? (
        <p className="flex items-center gap-2 p-4 text-sm text-muted">
          <CircleCheck aria-hidden className="size-4 text-good" />
          {t('home.needs.none')}
        </p>
      ) : (
        <ul className="divide-y">
          {shown.map((need, i) => {
            const { href, title, body, icon: Icon, tone } = show(need, t);
            return (
              <li key={i}>
                <Link href={href} className="flex gap-3 px-4 py-2.5 -outline-offset-2 hover:bg-hover">
                  <Icon aria-hidden className={`mt-0.5 size-4 shrink-0 ${tone}`} />
                  <span className="min-w-0 flex-1 text-sm">
                    <span className="line-clamp-2 font-medium [overflow-wrap:anywhere]">{title}</span>
                    <span className="line-clamp-3 text-xs text-muted [overflow-wrap:anywhere]">{body}</span>
                    <RelativeTime at={need.at} className="text-xs text-subtle" />
                  </span>
                </Link>
              </li>
            );
          })}
          {needs.length > shown.length && (
            <li className="px-4 py-2">
              <Button size="sm" variant="ghost" onClick={() => setAll(true)}>
                {t('home.needs.more', { count: needs.length - shown.length })}
              </Button>
            </li>
          )}
        </ul>
      )}
    </Card>
  );
}
