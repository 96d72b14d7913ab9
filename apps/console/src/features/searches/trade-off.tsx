'use client';

import type { MetricSpec, SearchTrial } from '@bellwether/contracts';
import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { useT } from '../../i18n';
import type { SearchView } from '../../run-kit/families';
import { Card, SegmentedControl, useFormat } from '../../ui';
import { useWidth } from '../../ui/use-width';

const HEIGHT = 260;
const PAD = { left: 52, right: 16, top: 12, bottom: 36 };
const COSTS = ['cost', 'latency'] as const;
type Cost = (typeof COSTS)[number];
const costOf = (trial: SearchTrial, cost: Cost): number | null => (cost === 'cost' ? trial.cpuSeconds : trial.latencyMs);

/** What quality costs: in training time or in the time of one prediction. Trials that no other beats in both are joined. */
export function TradeOff({ search, metric, active, onActive }: { search: SearchView; metric: MetricSpec; active: number | null; onActive: (trial: number | null) => void }) {
  const t = useT();
  const [cost, setCost] = useState<Cost>('cost');
  const points = search.trials.flatMap((trial) => { const c = costOf(trial, cost); return trial.objective === null || c === null ? [] : [{ trial, c, q: trial.objective }]; });
  return (
    <Card title={t('search.tradeOff')} as="article" actions={<SegmentedControl size="sm" label={t('search.tradeOff')} value={cost} onChange={setCost} options={COSTS.map((value) => ({ value, label: t(`search.cost.${value}`) }))} />}>
      {points.length === 0 ? <p className="grid place-items-center px-6 text-center text-sm text-subtle" style={{ minHeight: HEIGHT }}>{t('search.noneDone')}</p> : <Scatter points={points} front={search.pareto[cost]} xTitle={t(`search.costAxis.${cost}`)} yTitle={t.of(metric.title)} active={active} onActive={onActive} best={search.best?.runId ?? null} />}
      <p className="mt-2 text-xs text-subtle">{t('search.tradeOffNote')}</p>
    </Card>
  );
}

type Point = { trial: SearchTrial; c: number; q: number };
type ScatterProps = { points: Point[]; front: readonly number[]; xTitle: string; yTitle: string; active: number | null; onActive: (trial: number | null) => void; best: string | null };

function Scatter({ points, front, xTitle, yTitle, active, onActive, best }: ScatterProps) {
  const t = useT();
  const format = useFormat();
  const router = useRouter();
  const [box, width] = useWidth<HTMLDivElement>();
  const xs = rangeOf(points.map((p) => p.c));
  const ys = rangeOf(points.map((p) => p.q));
  const x = (v: number): number => PAD.left + ((v - xs[0]) / (xs[1] - xs[0])) * Math.max(1, width - PAD.left - PAD.right);
  const y = (v: number): number => HEIGHT - PAD.bottom - ((v - ys[0]) / (ys[1] - ys[0])) * (HEIGHT - PAD.top - PAD.bottom);
  const joined = points.filter((p) => front.includes(p.trial.number)).sort((a, b) => a.c - b.c);
  const ticks = (range: readonly [number, number]): number[] => [0.1, 0.5, 0.9].map((s) => range[0] + s * (range[1] - range[0]));
  return (
    <div ref={box} style={{ height: HEIGHT }} role="group" aria-label={t('search.tradeOff')}>
      {width > 0 && (
        <svg width={width} height={HEIGHT} onMouseLeave={() => onActive(null)}>
          {ticks(ys).map((v) => <g key={v}><line x1={PAD.left} x2={width - PAD.right} y1={y(v)} y2={y(v)} stroke="var(--line)" /><text x={PAD.left - 6} y={y(v) + 4} textAnchor="end" fontSize={11} fill="var(--fg-muted)">{format.number(v, 3)}</text></g>)}
          <line x1={PAD.left} x2={width - PAD.right} y1={HEIGHT - PAD.bottom} y2={HEIGHT - PAD.bottom} stroke="var(--line-strong)" />
          {ticks(xs).map((v) => <text key={v} x={x(v)} y={HEIGHT - PAD.bottom + 14} textAnchor="middle" fontSize={11} fill="var(--fg-muted)">{format.number(v, 2)}</text>)}
          <text x={(PAD.left + width - PAD.right) / 2} y={HEIGHT - 4} textAnchor="middle" fontSize={11} fill="var(--fg-muted)">{xTitle}</text>
          <polyline points={joined.map((p) => `${x(p.c)},${y(p.q)}`).join(' ')} fill="none" stroke="var(--accent)" strokeWidth={1.5} strokeDasharray="4 3" />
          {points.map(({ trial, c, q }) => {
            const on = front.includes(trial.number);
            const label = `${t('search.trialNumber', { number: trial.number })}: ${yTitle} ${format.number(q, 4)}, ${xTitle} ${format.number(c, 3)}`;
            const open = () => router.push(`/runs/${trial.runId}`);
            return (
              <a key={trial.runId} href={`/runs/${trial.runId}`} aria-label={label} className="cursor-pointer" onClick={(e) => { e.preventDefault(); open(); }} onMouseEnter={() => onActive(trial.number)} onFocus={() => onActive(trial.number)}>
                <title>{label}</title>
                <circle cx={x(c)} cy={y(q)} r={12} fill="transparent" />
                <circle cx={x(c)} cy={y(q)} r={trial.number === active ? 7 : trial.runId === best ? 6 : 4.5} fill={on ? 'var(--accent)' : 'var(--surface)'} stroke={on ? 'var(--accent)' : 'var(--fg-subtle)'} strokeWidth={1.5} opacity={active === null || trial.number === active ? 1 : 0.45} />
              </a>
            );
          })}
        </svg>
      )}
    </div>
  );
}

/** With a margin at both ends, so that no point lies on the edge. */
function rangeOf(values: readonly number[]): [number, number] {
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const margin = (high - low || Math.abs(high) || 1) * 0.08;
  return [low - margin, high + margin];
}
