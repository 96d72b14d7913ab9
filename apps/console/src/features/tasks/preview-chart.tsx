'use client';

import { useState } from 'react';
import { useT } from '../../i18n';
import { useFormat } from '../../ui';
import { useWidth } from '../../ui/use-width';
import { PART_COLOUR, type Preview, type Snapshot } from './task-types';

const HEIGHT = { rate: 72, rows: 96 } as const;
/** Room for a day's or a month's name and a gap. @unit px */
const LABEL = { day: 80, month: 60 } as const;

/** Counts below, base rate above, one column a snapshot. The readout follows the pointer or the keyboard, and is there before anybody points. */
export function PreviewChart({ preview, outcome }: { preview: Preview; /** a mean with its unit */ outcome: (mean: number | null) => string }) {
  const t = useT();
  const format = useFormat();
  const { snapshots, output } = preview;
  const [at, setAt] = useState<number | null>(null);
  const most = Math.max(1, ...snapshots.map((s) => s.rows));
  const means = snapshots.flatMap((s) => (s.mean === null ? [] : [s.mean]));
  const top = Math.max(1e-9, ...means) * 1.15;
  const mean = (v: number | null) => (v === null ? '–' : output === 'binary' ? format.percent(v) : format.number(v));
  const shown = snapshots[at ?? snapshots.findLastIndex((s) => s.part === 'test')] ?? snapshots.at(-1);
  const [axis, width] = useWidth<HTMLDivElement>();
  const fit = (room: number) => Math.max(1, Math.floor(width / room));
  const byMonth = snapshots.length > fit(LABEL.day);
  const every = byMonth ? Math.ceil(snapshots.length / fit(LABEL.month)) : 1;
  const rateName = t(output === 'binary' ? 'tasks.preview.rate' : 'tasks.preview.mean');
  const move = (by: number) => setAt((k) => Math.max(0, Math.min(snapshots.length - 1, (k ?? snapshots.length - 1) + by)));
  return (
    <figure className="min-w-0">
      <div className="mb-2 flex h-5 flex-wrap items-center gap-x-4 gap-y-0 overflow-hidden max-sm:h-10 text-xs text-muted" aria-live="polite">
        {shown && (
          <>
            <span className="tabular font-medium text-fg">{format.day(shown.name)}</span>
            <span className="inline-flex items-center gap-1"><Swatch part={shown.part} />{t(`tasks.part.${shown.part}`)}</span>
            {shown.part !== 'immature' && <span className="tabular">{t('tasks.preview.rowsOf', { rows: format.number(shown.rows) })}</span>}
            {shown.part !== 'immature' && <span className="tabular">{rateName} {outcome(shown.mean)}</span>}
          </>
        )}
      </div>
      <div role="img" tabIndex={0} aria-label={t('tasks.preview.chart', { count: snapshots.length })} className="rounded-sm" onPointerLeave={() => setAt(null)} onKeyDown={(e) => { if (e.key === 'ArrowRight') move(1); if (e.key === 'ArrowLeft') move(-1); }}>
        <Panel label={rateName} top={mean(top / 1.15)} height={HEIGHT.rate}>
          <RateLine snapshots={snapshots} top={top} at={at} />
        </Panel>
        <Panel label={t('tasks.preview.rows')} top={format.number(most)} height={HEIGHT.rows}>
          <div className="flex size-full items-end">
            {snapshots.map((s, i) => (
              <span key={s.name} onPointerEnter={() => setAt(i)} className={`flex h-full min-w-0 flex-1 items-end justify-center ${at === i ? 'bg-hover' : ''}`}>
                <span className={`block w-[72%] max-w-12 rounded-t-sm ${s.part === 'immature' || s.part === 'purged' ? 'border border-dashed border-line-strong' : ''}`} style={{ height: `${s.part === 'immature' ? 6 : Math.max(1.5, (s.rows / most) * 100)}%`, background: s.part === 'immature' || s.part === 'purged' ? 'transparent' : PART_COLOUR[s.part] }} />
              </span>
            ))}
          </div>
        </Panel>
        <div ref={axis} className="relative ml-14 mt-1 h-4 text-2xs text-subtle">
          {snapshots.map((s, i) => (i % every === 0 ? <span key={s.name} className="tabular absolute -translate-x-1/2 whitespace-nowrap" style={{ left: `${((i + 0.5) / snapshots.length) * 100}%` }}>{byMonth ? format.month(s.name.slice(0, 10)) : format.day(s.name.slice(0, 10))}</span> : null))}
        </div>
      </div>
      <figcaption className="mt-2 flex flex-wrap gap-x-4 gap-y-1 text-xs text-muted">
        {(['train', 'tune', 'test', 'purged', 'immature'] as const).filter((p) => snapshots.some((s) => s.part === p)).map((p) => <span key={p} className="inline-flex items-center gap-1.5"><Swatch part={p} />{t(`tasks.part.${p}`)}{(p === 'purged' || p === 'immature') && <span className="text-subtle">{t(`tasks.partHint.${p}`)}</span>}</span>)}
      </figcaption>
    </figure>
  );
}

const Swatch = ({ part }: { part: Snapshot['part'] }) => <span aria-hidden className={`inline-block size-2.5 rounded-[2px] ${part === 'purged' || part === 'immature' ? 'border border-dashed border-line-strong' : ''}`} style={{ background: part === 'purged' || part === 'immature' ? 'transparent' : PART_COLOUR[part] }} />;

const Panel = ({ label, top, height, children }: { label: string; top: string; height: number; children: React.ReactNode }) => (
  <div className="mb-1 flex gap-2">
    <div className="tabular flex w-12 shrink-0 flex-col justify-between text-right text-2xs text-subtle" style={{ height }}><span className="truncate" title={label}>{top}</span><span>0</span></div>
    <div className="relative min-w-0 flex-1 border-b" style={{ height }}>
      <span className="pointer-events-none absolute left-1 top-0 z-10 rounded-sm bg-surface/80 px-1 text-2xs text-subtle">{label}</span>
      {children}
    </div>
  </div>
);

/** Stretched to the box; dots stay round because they are HTML. */
function RateLine({ snapshots, top, at }: { snapshots: readonly Snapshot[]; top: number; at: number | null }) {
  const n = snapshots.length;
  const points = snapshots.flatMap((s, i) => (s.mean === null || s.part === 'immature' ? [] : [{ x: ((i + 0.5) / n) * 100, y: 100 - (s.mean / top) * 100, s, i }]));
  return (
    <>
      <svg aria-hidden viewBox="0 0 100 100" preserveAspectRatio="none" className="absolute inset-0 size-full overflow-visible">
        <polyline points={points.map((p) => `${p.x},${p.y}`).join(' ')} fill="none" stroke="var(--fg-subtle)" strokeWidth={1.25} vectorEffect="non-scaling-stroke" />
      </svg>
      {points.map((p) => <span key={p.s.name} aria-hidden className={`absolute -translate-x-1/2 -translate-y-1/2 rounded-full border border-surface ${at === p.i ? 'size-3' : n > 40 ? 'size-1.5' : 'size-2.5'}`} style={{ left: `${p.x}%`, top: `${p.y}%`, background: p.s.part === 'purged' ? 'var(--line-strong)' : PART_COLOUR[p.s.part] }} />)}
    </>
  );
}
