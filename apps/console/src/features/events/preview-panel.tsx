'use client';

import { CircleCheck, LoaderCircle, TriangleAlert } from 'lucide-react';
import { useT, type MessageKey } from '../../i18n';
import { cn, ErrorPanel, SkeletonTable, Stat, useFormat } from '../../ui';
import { ReasonList } from './reason-list';
import { total, type Previewed } from './event-types';
import type { Preview } from './use-preview';

/** The mapping on the file's own rows: how they read, and every row that would be lost with its reason. */
export function PreviewPanel({ preview }: { preview: Preview }) {
  const t = useT();
  return (
    <section aria-label={t('events.preview.title')} aria-busy={!preview.current} className="min-w-0 space-y-4">
      <div className="flex items-center gap-2">
        <h3 className="text-sm font-semibold">{t('events.preview.title')}</h3>
        {!preview.current && preview.error === null && <span role="status" className="inline-flex items-center gap-1.5 text-xs text-muted"><LoaderCircle aria-hidden className="size-3.5 motion-safe:animate-spin" />{t('events.preview.busy')}</span>}
      </div>
      {preview.error !== null && <ErrorPanel error={preview.error} />}
      {preview.data ? <div className={cn('space-y-4', !preview.current && 'opacity-60')}><Shown shown={preview.data} /></div> : preview.error === null && <SkeletonTable />}
    </section>
  );
}

function Shown({ shown: { preview } }: { shown: Previewed }) {
  const t = useT();
  const format = useFormat();
  const c = preview.counts;
  const lost = c.rejected + c.unmapped;
  const facts = (['corrections', 'conflicts'] as const).map((key) => [key, total(c[key])] as const);
  const more = ([...facts, ['late', c.late], ['skewed', c.skewed], ['doubledHour', c.doubledHour], ['missingHour', c.missingHour], ['cancelled', c.cancelled], ['cancelUnmatched', c.cancelUnmatched]] as const).filter(([, n]) => n > 0);
  return (
    <>
      <div className="grid grid-cols-2 gap-4 sm:grid-cols-4">
        <Stat label={t('events.read')} value={format.number(c.read)} />
        <Stat label={t('events.accepted')} value={format.number(total(c.accepted))} />
        <Stat label={t('events.duplicates')} value={format.number(total(c.duplicates))} />
        <Stat label={t('events.rejected')} value={<span className={cn(lost > 0 && 'text-bad')}>{format.number(c.rejected)}</span>} detail={c.unmapped > 0 ? `${t('events.unmapped')}: ${format.number(c.unmapped)}` : undefined} />
      </div>
      <p className={cn('flex items-start gap-2 rounded-lg border p-3 text-sm', lost > 0 ? 'border-bad/40 bg-bad-soft' : 'bg-good-soft')}>
        {lost > 0 ? <TriangleAlert aria-hidden className="mt-0.5 size-4 shrink-0 text-bad" /> : <CircleCheck aria-hidden className="mt-0.5 size-4 shrink-0 text-good" />}
        <span className="min-w-0">{lost > 0 ? t('events.preview.lost', { count: lost }) : t('events.preview.noLoss')} <span className="text-muted">{preview.whole ? t('events.preview.whole') : t('events.preview.part')}</span></span>
      </p>
      {preview.rejects.length > 0 && <ReasonList rejects={preview.rejects} />}
      {preview.eventFrom && preview.eventTo && <p className="text-xs text-muted">{t('events.preview.period', { from: preview.eventFrom.slice(0, 16).replace('T', ' '), to: preview.eventTo.slice(0, 16).replace('T', ' ') })}{more.map(([key, n]) => ` · ${t(`events.${key}`)}: ${format.number(n)}`).join('')}</p>}
      {preview.rows.map((r, i) => <SampleTable key={i} row={r} />)}
    </>
  );
}

const fieldName = (column: string) => `events.field.${column}` as MessageKey;

function SampleTable({ row }: { row: Previewed['preview']['rows'][number] }) {
  const t = useT();
  const format = useFormat();
  if (row.sample.length === 0) return null;
  const shown = row.columns.map((c, i) => ({ name: c, at: i })).filter(({ at }) => row.sample.some((r) => r[at] !== null));
  return (
    <figure className="min-w-0">
      <figcaption className="mb-1 text-xs font-medium text-muted">{t(`events.kind.${row.kind}`)} · {format.number(row.accepted)}</figcaption>
      <div tabIndex={0} role="group" aria-label={`${t('events.preview.sample')}: ${t(`events.kind.${row.kind}`)}`} className="scroll-thin overflow-x-auto rounded-lg border">
        <table className="w-max min-w-full text-xs">
          <thead className="bg-sunken text-left text-subtle"><tr>{shown.map(({ name }) => <th key={name} scope="col" className="px-2 py-1.5 font-medium whitespace-nowrap">{t(fieldName(name))}</th>)}</tr></thead>
          <tbody className="divide-y">
            {row.sample.slice(0, 8).map((cells, i) => <tr key={i}>{shown.map(({ at }) => <SampleCell key={at} cell={cells[at]!} />)}</tr>)}
          </tbody>
        </table>
      </div>
    </figure>
  );
}

function SampleCell({ cell }: { cell: string | number | boolean | null }) {
  const t = useT();
  if (cell === null) return <td className="px-2 py-1.5 text-subtle">{t('events.preview.emptyCell')}</td>;
  return <td className="tabular max-w-56 truncate px-2 py-1.5 whitespace-nowrap">{String(cell)}</td>;
}
