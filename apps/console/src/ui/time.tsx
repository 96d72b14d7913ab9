'use client';

import { useEffect, useState } from 'react';
import { useT } from '../i18n';
import { Tooltip } from './tooltip';
import { useFormat } from './use-format';

/** The clock, every `everyMs`; null during server rendering, so that both sides agree. */
export function useNow(everyMs = 15_000): Date | null {
  const [now, setNow] = useState<Date | null>(null);
  useEffect(() => {
    const tick = () => setNow(new Date());
    const first = setTimeout(tick, 0);
    const timer = setInterval(tick, everyMs);
    return () => {
      clearTimeout(first);
      clearInterval(timer);
    };
  }, [everyMs]);
  return now;
}

/** `3 min ago`, with the absolute time in the shop's zone on hover. */
export function RelativeTime({ at, className }: { at: Date | null | undefined; className?: string }) {
  const t = useT();
  const format = useFormat();
  const now = useNow();
  if (!at) return <span className={className}>{t('ui.time.never')}</span>;
  const absolute = format.dateTime(at);
  return (
    <Tooltip text={absolute}>
      <time dateTime={at.toISOString()} className={className}>
        {now === null ? absolute : Math.abs(now.getTime() - at.getTime()) < 5000 ? t('ui.time.now') : format.relative(at, now)}
      </time>
    </Tooltip>
  );
}

/** Time that passes: from `since` until `until`, or until now, every second. */
export function Elapsed({ since, until }: { since: Date; until?: Date | null }) {
  const format = useFormat();
  const now = useNow(1000);
  const end = until ?? now;
  return <span className="tabular">{end === null ? '…' : format.duration(Math.max(0, Math.round((end.getTime() - since.getTime()) / 1000)))}</span>;
}
