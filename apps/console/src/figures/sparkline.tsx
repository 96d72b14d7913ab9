import { cn } from '../ui/cn';

/** A line the size of a word. `values` left to right; nulls are gaps. Decorative: the number stands beside it. */
export function Sparkline({ values, width = 96, height = 24, color = 'var(--accent)', className, bars, ahead }: { values: readonly (number | null)[]; width?: number; height?: number; color?: string; className?: string; /** columns from zero in place of a line: counts a day */ bars?: boolean; /** values from this place on are expected, not seen: dashed */ ahead?: number }) {
  const known = values.filter((v): v is number => v !== null && Number.isFinite(v));
  if (known.length === 0) return <svg aria-hidden width={width} height={height} className={className} />;
  const max = Math.max(...known);
  const min = bars ? 0 : Math.min(...known);
  const y = (v: number) => height - 2 - ((v - min) / (max - min || 1)) * (height - 4);
  if (bars) {
    const step = width / values.length;
    return (
      <svg aria-hidden width={width} height={height} viewBox={`0 0 ${width} ${height}`} className={cn('shrink-0', className)}>
        {values.map((v, i) => (
          <rect key={i} x={i * step + 0.5} width={Math.max(1, step - 1.5)} y={v === null || max === 0 ? height - 1 : Math.min(height - 1, y(v))} height={v === null || max === 0 ? 1 : Math.max(1, height - y(v))} rx={1} fill={v ? color : 'var(--line-strong)'} />
        ))}
      </svg>
    );
  }
  const x = (i: number) => (values.length < 2 ? width / 2 : 1 + (i / (values.length - 1)) * (width - 2));
  const gap = (v: number | null | undefined) => v === null || v === undefined || !Number.isFinite(v);
  const path = (from: number, to: number) => values.slice(from, to).map((v, k) => (gap(v) ? '' : `${k === 0 || gap(values[from + k - 1]) ? 'M' : 'L'}${x(from + k).toFixed(1)} ${y(v!).toFixed(1)}`)).join('');
  const seen = ahead ?? values.length;
  const line = { fill: 'none', stroke: color, strokeWidth: 1.5, strokeLinejoin: 'round', strokeLinecap: 'round' } as const;
  return (
    <svg aria-hidden width={width} height={height} viewBox={`0 0 ${width} ${height}`} className={cn('shrink-0', className)}>
      <path d={path(0, seen)} {...line} />
      {seen < values.length && <path d={path(Math.max(0, seen - 1), values.length)} {...line} strokeDasharray="1.5 3" />}
      {known.length === 1 && <circle cx={x(values.findIndex((v) => v !== null))} cy={y(known[0]!)} r={2} fill={color} />}
    </svg>
  );
}
