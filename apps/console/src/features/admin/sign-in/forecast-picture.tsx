'use client';

import { useT } from '../../../i18n';

const WIDTH = 720;
const HEIGHT = 300;
const NOW = 430;

/** A quiet season of sales, drawn once: smooth, and the same on server and browser. */
const level = (x: number): number => 168 - 0.1 * x - 26 * Math.sin(x / 74) - 9 * Math.sin(x / 23);
const wobble = (x: number): number => 7 * Math.sin(x * 1.7) + 4 * Math.sin(x * 0.61 + 1);
const spread = (x: number): number => 7 + Math.max(0, x - NOW) * 0.17;

const steps = (from: number, to: number, by: number) => Array.from({ length: Math.floor((to - from) / by) + 1 }, (_, i) => from + i * by);
const line = (xs: number[], y: (x: number) => number) => xs.map((x, i) => `${i ? 'L' : 'M'}${x} ${y(x).toFixed(1)}`).join('');
const all = steps(0, WIDTH, 8);
const band = `${line(all, (x) => level(x) - spread(x))}${line([...all].reverse(), (x) => level(x) + spread(x)).replace('M', 'L')}Z`;

/** What the product does, in one picture: an interval that opens into the future, and what happened inside it. */
export function ForecastPicture({ className }: { className?: string }) {
  const t = useT();
  const dots = steps(24, NOW, 16);
  return (
    <svg role="img" aria-label={t('auth.picture.label')} viewBox={`0 0 ${WIDTH} ${HEIGHT}`} className={className} preserveAspectRatio="xMidYMid slice">
      {[60, 120, 180, 240].map((y) => (
        <line key={y} x1="0" x2={WIDTH} y1={y} y2={y} stroke="var(--line)" strokeWidth="1" />
      ))}
      <path d={band} fill="var(--accent)" opacity="0.14" />
      <path d={line(all.filter((x) => x <= NOW), level)} fill="none" stroke="var(--accent)" strokeWidth="2" />
      <path d={line(all.filter((x) => x >= NOW - 8), level)} fill="none" stroke="var(--accent)" strokeWidth="2" strokeDasharray="2 6" strokeLinecap="round" />
      {dots.map((x) => (
        <circle key={x} cx={x} cy={(level(x) + wobble(x)).toFixed(1)} r="2.5" fill="var(--fg)" opacity={(0.35 + (0.5 * x) / NOW).toFixed(2)} />
      ))}
      <line x1={NOW} x2={NOW} y1="36" y2="264" stroke="var(--line-strong)" strokeDasharray="3 4" />
      <circle cx={NOW} cy={level(NOW)} r="5" fill="var(--accent)" stroke="var(--sunken)" strokeWidth="2.5" />
      <g fontSize="12" fill="var(--fg-subtle)">
        <text x={NOW - 14} y="30" textAnchor="end">{t('auth.picture.actual')}</text>
        <text x={NOW + 14} y="30">{t('auth.picture.forecast')}</text>
      </g>
    </svg>
  );
}
