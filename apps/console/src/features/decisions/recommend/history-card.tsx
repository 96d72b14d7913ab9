'use client';

import type { RouterOutputs } from '@bellwether/api';
import type { UseQueryResult } from '@tanstack/react-query';
import { useT } from '../../../i18n';
import { Badge, Card, QueryView, RelativeTime, SkeletonText, useFormat } from '../../../ui';
import { placesOf } from './shown-list';

type History = RouterOutputs['recommendation']['history'];

/** What the customer did, newest first, and what was shown to them last. */
export function HistoryCard({ query, customer }: { query: UseQueryResult<History, unknown>; customer: string }) {
  const t = useT();
  const format = useFormat();
  return (
    <Card title={t('recommend.history')} description={query.data?.known ? t('recommend.historyLine', { shown: query.data.events.length, count: query.data.total }) : undefined} flush>
      <QueryView query={query} skeleton={<div className="p-4"><SkeletonText lines={8} /></div>}>
        {(data) => (
          <>
            {!data.known && <p className="p-4 text-sm text-muted">{t('recommend.unknownCustomer', { customer })}</p>}
            <ul tabIndex={0} className="scroll-thin max-h-[34rem] divide-y overflow-y-auto -outline-offset-2" aria-label={t('recommend.history')}>
              {data.events.map((e, k) => (
                <li key={k} className="flex items-baseline gap-3 px-4 py-1.5 text-sm">
                  <span className="min-w-0 flex-1">
                    <span className="block truncate" title={e.name ?? e.item}>{e.name ?? e.item}</span>
                    {e.categories.length > 0 && <span className="block truncate text-xs text-subtle">{e.categories.join(' · ')}</span>}
                  </span>
                  <time dateTime={new Date(e.at).toISOString()} className="tabular shrink-0 text-xs text-subtle">{format.day(e.at)}</time>
                </li>
              ))}
            </ul>
            {data.lists.length > 0 && (
              <div className="border-t px-4 py-3">
                <h3 className="text-xs font-medium text-subtle">{t('recommend.lastShown')}</h3>
                <ul className="mt-1 space-y-1">
                  {data.lists.slice(0, 5).map((l) => (
                    <li key={l.id} className="flex flex-wrap items-center gap-x-2 gap-y-0.5 text-xs">
                      <Badge>{t(`recommend.place.${l.placement as 'for-you'}`)}</Badge>
                      <RelativeTime at={l.at} />
                      <span className="text-subtle">{l.feedback.length === 0 ? t('recommend.nothingCame') : t('recommend.came', { count: l.feedback.length })}</span>
                      <span className="w-full truncate text-muted" title={placesOf(l).join('\n')}>{placesOf(l).join(' · ')}</span>
                    </li>
                  ))}
                </ul>
              </div>
            )}
          </>
        )}
      </QueryView>
    </Card>
  );
}
