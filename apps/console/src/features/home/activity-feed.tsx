'use client';

import Link from 'next/link';
import { hasMessage, useT } from '../../i18n';
import { Card, RelativeTime } from '../../ui';
import type { ActivityEntry } from './overview';

/** Where an object of the audit log has its page; null where it has none. */
function pageOf({ objectType, objectId }: ActivityEntry): string | null {
  const pages: Record<string, string> = { dataset: '/data', run: '/runs', experiment: '/experiments', model: '/models', search: '/searches', 'event-log': '/events', 'prediction-task': '/tasks' };
  const base = pages[objectType];
  return base ? `${base}/${objectId}` : null;
}

/** Who did what, newest first. */
export function ActivityFeed({ activity }: { activity: ActivityEntry[] }) {
  const t = useT();
  return (
    <Card title={t('home.activity.title')} flush>
      {activity.length === 0 && <p className="p-4 text-sm text-muted">{t('home.activity.none')}</p>}
      <ol className="py-2">
        {activity.map((entry) => {
          const key = `home.action.${entry.action}`;
          const name = entry.objectName ?? '';
          const text = hasMessage(key) ? t(key, { name }) : t('home.action.other', { name, action: entry.action });
          const href = pageOf(entry);
          return (
            <li key={entry.id} className="flex items-baseline gap-2 px-4 py-1.5 text-sm">
              <span aria-hidden className="size-1.5 shrink-0 translate-y-[-1px] rounded-full bg-line-strong" />
              <span className="min-w-0 flex-1 [overflow-wrap:anywhere]">
                <span className="font-medium">{entry.actorName}</span>{' '}
                {href ? (
                  <Link href={href} className="text-muted hover:text-fg hover:underline">
                    {text}
                  </Link>
                ) : (
                  <span className="text-muted">{text}</span>
                )}
              </span>
              <RelativeTime at={entry.at} className="shrink-0 text-xs text-subtle" />
            </li>
          );
        })}
      </ol>
    </Card>
  );
}
