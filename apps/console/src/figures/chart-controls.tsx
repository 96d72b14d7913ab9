'use client';

import { useT } from '../i18n';
import { SegmentedControl, Switch } from '../ui/toggle';
import { useUrlState } from '../ui/url-state';

export type ChartSettings = { smoothing: number; log: boolean; byTime: boolean };

/** Smoothing, log axis and x axis of the live charts of a page, kept in its address. */
export function useChartSettings(): ChartSettings & { set: (next: Partial<ChartSettings>) => void } {
  const [smoothing, setSmoothing] = useUrlState('smooth', '0');
  const [log, setLog] = useUrlState('log', '0');
  const [axis, setAxis] = useUrlState('x', 'step');
  const weight = Number(smoothing);
  return {
    smoothing: Number.isFinite(weight) ? Math.max(0, Math.min(0.99, weight)) : 0,
    log: log === '1',
    byTime: axis === 'time',
    set: (next) => {
      if (next.smoothing !== undefined) setSmoothing(String(next.smoothing));
      if (next.log !== undefined) setLog(next.log ? '1' : '0');
      if (next.byTime !== undefined) setAxis(next.byTime ? 'time' : 'step');
    },
  };
}

/** The controls for useChartSettings. */
export function ChartControls({ settings }: { settings: ReturnType<typeof useChartSettings> }) {
  const t = useT();
  return (
    <div className="flex flex-wrap items-center gap-x-4 gap-y-2 text-xs text-muted">
      <label className="flex items-center gap-2">
        {t('figures.smoothing')}
        <input type="range" min={0} max={0.99} step={0.01} value={settings.smoothing} onChange={(e) => settings.set({ smoothing: Number(e.target.value) })} className="w-28 accent-accent" />
        <span className="tabular w-7">{settings.smoothing.toFixed(2)}</span>
      </label>
      <Switch label={t('figures.logY')} checked={settings.log} onChange={(log) => settings.set({ log })} />
      <SegmentedControl label={t('figures.xAxis')} value={settings.byTime ? 'time' : 'step'} onChange={(v) => settings.set({ byTime: v === 'time' })} options={[{ value: 'step', label: t('figures.byStep') }, { value: 'time', label: t('figures.byTime') }]} />
    </div>
  );
}
