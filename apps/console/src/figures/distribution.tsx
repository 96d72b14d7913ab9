'use client';

import type { ColumnProfile } from '@bellwether/contracts';
import { useT } from '../i18n';
import { useFormat } from '../ui/use-format';
import { cn } from '../ui/cn';

/** A picture of one column: its histogram, or its most frequent values; the part with a positive target in a second colour. */
export function ColumnDistribution({ profile, height = 56, className }: { profile: Pick<ColumnProfile, 'name' | 'histogram' | 'top' | 'count' | 'missing'>; height?: number; className?: string }) {
  if (profile.histogram && profile.histogram.counts.length > 0) return <Histogram histogram={profile.histogram} name={profile.name} height={height} className={className} />;
  return <TopValues profile={profile} className={className} />;
}

function Histogram({ histogram, name, height, className }: { histogram: NonNullable<ColumnProfile['histogram']>; name: string; height: number; className?: string }) {
  const t = useT();
  const format = useFormat();
  const { counts, edges, positives } = histogram;
  const most = Math.max(1, ...counts);
  const h = (n: number) => (n === 0 ? 0 : Math.max(1, (n / most) * (height - 1)));
  const label = `${name}: ${t('figures.from')} ${format.number(edges[0])} ${t('figures.to')} ${format.number(edges.at(-1))}`;
  return (
    <figure className={cn('min-w-0', className)}>
      <svg role="img" aria-label={label} width="100%" height={height} viewBox={`0 0 ${counts.length} ${height}`} preserveAspectRatio="none">
        {counts.map((n, i) => (
          <g key={i}>
            <title>{`${format.number(edges[i])} – ${format.number(edges[i + 1])}: ${format.number(n)}${positives ? `, ${t('figures.positives')} ${format.number(positives[i])}` : ''}`}</title>
            <rect x={i} width={1} y={0} height={height} fill="transparent" />
            <rect x={i + 0.06} width={0.88} y={height - h(n)} height={h(n)} fill="var(--cat-1)" opacity={positives ? 0.45 : 0.85} />
            {positives && <rect x={i + 0.06} width={0.88} y={height - h(positives[i] ?? 0)} height={h(positives[i] ?? 0)} fill="var(--cat-2)" />}
          </g>
        ))}
      </svg>
      <figcaption className="tabular mt-1 flex justify-between text-2xs text-subtle">
        <span>{format.number(edges[0])}</span>
        <span>{format.number(edges.at(-1))}</span>
      </figcaption>
    </figure>
  );
}

function TopValues({ profile, className }: { profile: Pick<ColumnProfile, 'name' | 'top' | 'count' | 'missing'>; className?: string }) {
  const t = useT();
  const format = useFormat();
  const present = Math.max(1, profile.count - profile.missing);
  const top = profile.top.slice(0, 4);
  const most = Math.max(1, ...top.map((v) => v.count));
  if (top.length === 0) return <p className={cn('text-xs text-subtle', className)}>{t('ui.none')}</p>;
  return (
    <ul className={cn('min-w-0 space-y-0.5 text-2xs', className)} aria-label={profile.name}>
      {top.map((v) => (
        <li key={v.value} className="relative flex h-4 items-center justify-between gap-2 overflow-hidden rounded-sm px-1" title={`${v.value}: ${format.number(v.count)}${v.positives === null ? '' : `, ${t('figures.positives')} ${format.number(v.positives)}`}`}>
          <span aria-hidden className="absolute inset-y-0 left-0 rounded-sm bg-cat-1/20" style={{ width: `${(v.count / most) * 100}%` }} />
          {v.positives !== null && <span aria-hidden className="absolute inset-y-0 left-0 rounded-sm bg-cat-2/45" style={{ width: `${(v.positives / most) * 100}%` }} />}
          <span className="relative min-w-0 truncate">{v.value === '' ? '""' : v.value}</span>
          <span className="tabular relative shrink-0 text-muted">{format.percent(v.count / present, 0)}</span>
        </li>
      ))}
    </ul>
  );
}
