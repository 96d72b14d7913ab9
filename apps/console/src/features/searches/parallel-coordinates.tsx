'use client';

import type { MetricSpec, SearchTrial } from '@bellwether/contracts';
import { useMemo } from 'react';
import { useT } from '../../i18n';
import { leafFields, useFamilies, type SearchView } from '../../run-kit/families';
import { paramText } from '../../run-kit/param-text';
import { useFormat } from '../../ui';
import { axisOf, objectiveAxis, placesOf } from './search-axes';
import { useWidth } from '../../ui/use-width';

type SharedProps = { search: SearchView; metric: MetricSpec; active: number | null; onActive: (trial: number | null) => void };

const HEIGHT = 300;
const [TOP, FOOT, SIDE] = [40, 22, 64];
/** Axes nearer than this cannot be read: the figure scrolls. @unit px */
const LEAST_GAP = 120;

/** Each trial a line across its values to what it reached: bundles of good lines show where to look. */
export function ParallelCoordinates({ search, metric, active, onActive }: SharedProps) {
  const t = useT();
  const format = useFormat();
  const { familyOf } = useFamilies();
  const [box, boxWidth] = useWidth<HTMLDivElement>();
  const titles = useMemo(() => new Map(leafFields(familyOf(search.familyId)?.schema ?? {}).map((f) => [f.path, t.of(f.title)])), [familyOf, search.familyId, t]);
  const axes = useMemo(() => search.space.map(axisOf), [search.space]);
  const objective = useMemo(() => objectiveAxis(search), [search]);
  const all = objective ? [...axes, objective] : axes;
  const width = Math.max(boxWidth, 2 * SIDE + (all.length - 1) * LEAST_GAP);
  const x = (i: number): number => (all.length === 1 ? width / 2 : SIDE + (i * (width - 2 * SIDE)) / (all.length - 1));
  const y = (place: number | null): number => (place === null ? HEIGHT - 6 : TOP + (1 - place) * (HEIGHT - TOP - FOOT - 14));
  const lines = search.trials.map((trial) => ({ trial, places: placesOf(trial, axes, objective) }));
  // the better, the later drawn: nothing good hides
  lines.sort((a, b) => (a.places.at(-1) ?? -1) - (b.places.at(-1) ?? -1));
  const shown = search.trials.find((trial) => trial.number === active);
  return (
    <div>
      <div ref={box} className="overflow-x-auto" tabIndex={0} role="img" aria-label={t('search.parallelLabel', { count: search.trials.length })}>
        {boxWidth > 0 ? (
          <svg width={width} height={HEIGHT} className="block" onMouseLeave={() => onActive(null)}>
            {lines.map(({ trial, places }) => {
              const points = places.flatMap((place, i) => (i === axes.length && trial.objective === null ? [] : [`${x(i)},${y(place)}`]));
              return (
                <g key={trial.runId} onMouseEnter={() => onActive(trial.number)}>
                  <polyline points={points.join(' ')} fill="none" stroke="transparent" strokeWidth={10} />
                  <polyline points={points.join(' ')} fill="none" strokeLinejoin="round" {...styleOf(trial, places, active, trial.runId === search.best?.runId)} />
                </g>
              );
            })}
            {all.map((axis, i) => (
              <g key={`${axis.path}-${i}`}>
                <line x1={x(i)} x2={x(i)} y1={y(1)} y2={y(0)} stroke="var(--line-strong)" />
                <text x={x(i)} y={14} textAnchor="middle" fontSize={12} fontWeight={600} fill="var(--fg)">{cut(axis === objective ? t.of(metric.title) : (titles.get(axis.path) ?? axis.path))}</text>
                {axis.ticks.slice(0, 8).map((tick) => (
                  <text key={String(tick.value)} x={x(i) + (i === 0 ? -6 : 6)} y={y(tick.at) + (tick.at === 1 ? -4 : tick.at === 0 ? 12 : 4)} textAnchor={i === 0 ? 'end' : 'start'} fontSize={11} fill="var(--fg-muted)" stroke="var(--surface)" strokeWidth={3} paintOrder="stroke">
                    {typeof tick.value === 'number' ? format.number(tick.value, 3) : cut(String(tick.value))}
                  </text>
                ))}
              </g>
            ))}
          </svg>
        ) : (
          <div style={{ height: HEIGHT }} />
        )}
      </div>
      <p className="tabular mt-2 min-h-5 truncate text-xs text-muted" aria-live="polite">
        {shown
          ? `${t('search.trialNumber', { number: shown.number })} · ${Object.entries(shown.values).map(([path, value]) => `${titles.get(path) ?? path} ${typeof value === 'number' ? format.number(value, 3) : paramText(value)}`).join(' · ')}${shown.objective === null ? '' : ` · ${t.of(metric.title)} ${format.number(shown.objective, 4)}`}`
          : search.trials.length === 0 ? t('search.noTrials') : t('search.parallelHint')}
      </p>
    </div>
  );
}

const cut = (text: string): string => (text.length > 16 ? `${text.slice(0, 15)}…` : text);

/** The better a trial ended, the more of the accent; what was pruned is broken, what still runs is grey. */
function styleOf(trial: SearchTrial, places: readonly (number | null)[], active: number | null, best: boolean): { stroke: string; strokeWidth: number; strokeDasharray?: string; opacity: number } {
  const quality = trial.objective === null ? null : (places.at(-1) ?? 0);
  const stroke = quality === null ? 'var(--fg-subtle)' : `color-mix(in oklab, var(--accent) ${Math.round(15 + 85 * quality)}%, var(--line-strong))`;
  const chosen = trial.number === active;
  const dash = trial.state === 'cancelled' || trial.state === 'failed' ? { strokeDasharray: '3 4' } : {};
  return { stroke: chosen ? 'var(--accent)' : stroke, strokeWidth: chosen || best ? 3 : 1.5, opacity: active !== null && !chosen ? 0.2 : quality === null ? 0.55 : 0.45 + 0.55 * quality, ...dash };
}
