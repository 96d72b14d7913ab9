'use client';

import type { FigureOf } from '@bellwether/contracts';
import { useMemo } from 'react';
import { FigureView } from '../../figures';
import { useT } from '../../i18n';
import { lookup } from '../../i18n/dictionaries';
import { formatMessage } from '../../i18n/format';
import { Badge, Card, RelativeTime, useFormat } from '../../ui';
import type { KindQuality } from './event-types';

const DAY_MS = 86_400_000;
/** A line of more days than this is a hedge: weeks are drawn. */
const MOST_DAYS = 200;
const both = (key: string, values?: Record<string, string>) => ({ en: formatMessage(lookup('en', key), values, 'en-GB'), zh: formatMessage(lookup('zh', key), values, 'zh-CN') });

/** A volume is read from zero up to a round number: cut off below, a small fall looks like a large one. */
const roundUp = (most: number): number => { const unit = 10 ** Math.floor(Math.log10(most)); return (Math.ceil((most / unit) * 2) / 2) * unit; };

/** Rows by day with the missing days as zero, or by week where there are many. */
export function volumeFigure(quality: Pick<KindQuality, 'kind' | 'days'>): FigureOf<'line'> | null {
  const days = Object.entries(quality.days).map(([day, n]) => [Date.parse(`${day}T00:00:00Z`), n] as const);
  if (days.length < 2) return null;
  const first = days[0]![0];
  const span = Math.round((days.at(-1)![0] - first) / DAY_MS) + 1;
  const step = span > MOST_DAYS ? 7 : 1;
  const counts = new Array<number>(Math.ceil(span / step)).fill(0);
  for (const [at, n] of days) counts[Math.floor((at - first) / DAY_MS / step)]! += n;
  // a week that has begun only looks like a fall
  if (step === 7 && span % 7 !== 0) counts.pop();
  const kinds = { en: lookup('en', `events.kind.${quality.kind}`), zh: lookup('zh', `events.kind.${quality.kind}`) };
  const title = step === 7 ? 'events.volumeWeek' : 'events.volume';
  return {
    mark: 'line', key: `volume-${quality.kind}`, title: { en: both(title, { kind: kinds.en }).en, zh: both(title, { kind: kinds.zh }).zh },
    x: { label: both(step === 7 ? 'events.week' : 'events.day'), time: true }, y: { label: both('events.count'), range: [0, roundUp(Math.max(1, ...counts))] },
    series: [{ name: kinds, x: counts.map((_, i) => first + i * step * DAY_MS), y: counts }],
  };
}

export function KindCard({ quality }: { quality: KindQuality }) {
  const t = useT();
  const format = useFormat();
  const figure = useMemo(() => volumeFigure(quality), [quality]);
  const empty = Object.entries(quality.empty).filter(([, share]) => share > 0 && share < 1).sort((a, b) => b[1] - a[1]).slice(0, 4);
  const currencies = Object.entries(quality.currencies);
  const day = (at: Date) => format.day(at.toISOString().slice(0, 10));
  return (
    <Card title={t(`events.kind.${quality.kind}`)} actions={<span className="tabular text-sm font-semibold">{format.number(quality.rows)}</span>}>
      {figure ? <FigureView figure={figure} height={180} bare /> : <p className="text-sm text-muted">{t('events.oneDay', { day: day(quality.eventTo) })}</p>}
      <dl className="mt-3 grid grid-cols-[auto_minmax(0,1fr)] gap-x-4 gap-y-1.5 text-sm">
        <dt className="text-subtle">{t('events.stat.fresh')}</dt>
        <dd><RelativeTime at={quality.eventTo} />{figure && <span className="text-xs text-subtle"> {t('events.span', { from: day(quality.eventFrom), to: day(quality.eventTo) })}</span>}</dd>
        <dt className="text-subtle">{t('events.gaps')}</dt>
        <dd className="flex flex-wrap gap-1.5">{quality.gaps.length === 0 ? <span className="text-muted">{t('events.noGaps')}</span> : quality.gaps.slice(0, 6).map((g) => <Badge key={g.from} tone="warning">{g.from === g.to ? format.day(g.from) : t('events.gap', { from: format.day(g.from), to: format.day(g.to) })} · {t('events.gapDays', { count: g.days })}</Badge>)}</dd>
        {quality.late > 0 && <><dt className="text-subtle">{t('events.late')}</dt><dd className="tabular">{format.number(quality.late)}</dd></>}
        {currencies.length > 0 && <><dt className="text-subtle">{t('events.currencies')}</dt><dd className="tabular flex flex-wrap gap-x-3">{currencies.map(([c, n]) => <span key={c}>{c} {format.number(n)}</span>)}</dd></>}
        <dt className="text-subtle">{t('events.emptyShare')}</dt>
        <dd className="flex flex-wrap gap-x-3 text-muted">{empty.length === 0 ? t('events.allFilled') : empty.map(([c, share]) => <span key={c}><code className="font-mono text-xs text-fg">{c}</code> {t('events.emptyOf', { share: format.percent(share) })}</span>)}</dd>
      </dl>
      <p className="mt-2 text-xs text-subtle">{t('events.partitions', { count: quality.partitions, bytes: format.bytes(quality.bytes) })}</p>
    </Card>
  );
}
