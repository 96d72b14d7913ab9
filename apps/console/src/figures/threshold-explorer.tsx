'use client';

import type { FigureOf } from '@bellwether/contracts';
import { useId, useMemo, useState, type ReactNode, type Ref } from 'react';
import { useT } from '../i18n';
import { Button } from '../ui/button';
import { Input } from '../ui/input';
import { useFormat } from '../ui/use-format';
import { EChart, type EChartHandle } from './echart';
import { lineOption } from './options';
import { cheapestThreshold, describe, nearestThreshold, readThreshold } from './prepare';
import { useTokens } from './tokens';
import { usePrepare } from './use-prepare';

type ExplorerProps = { figure: FigureOf<'threshold'>; height: number; ref?: Ref<EChartHandle> };

/** Precision, recall and F1 against the threshold, as a line figure of the same set. */
function curves(figure: FigureOf<'threshold'>): FigureOf<'line'> {
  const readings = figure.thresholds.map((_, i) => readThreshold(figure, i));
  const series = (key: 'precision' | 'recall' | 'f1', en: string, zh: string) => ({ name: { en, zh }, x: figure.thresholds, y: readings.map((r) => r[key]) });
  return { key: figure.key, mark: 'line', title: figure.title, x: { label: { en: 'Threshold', zh: '阈值' }, range: [0, 1] }, y: { label: { en: 'Rate', zh: '比率' }, range: [0, 1] }, series: [series('precision', 'Precision', '精确率'), series('recall', 'Recall', '召回率'), series('f1', 'F1', 'F1')] };
}

/** Drag the threshold, read the rest; with two costs, find the cheapest. */
export function ThresholdExplorer({ figure, height, ref }: ExplorerProps) {
  const t = useT();
  const c = usePrepare();
  const format = useFormat();
  const tokens = useTokens();
  const id = useId();
  const [index, setIndex] = useState(() => nearestThreshold(figure.thresholds, figure.best));
  const [costs, setCosts] = useState({ alarm: 1, miss: 5 });
  const reading = readThreshold(figure, index);
  const option = useMemo(() => {
    if (!tokens) return null;
    const line = lineOption(curves(figure), tokens, c) as { series: object[] };
    const mark = { type: 'line', name: 'threshold', data: [], silent: true, markLine: { silent: true, symbol: 'none', label: { show: false }, lineStyle: { color: tokens.accent, width: 1.5 }, data: [{ xAxis: reading.threshold }] } };
    return { ...line, series: [...line.series, mark] };
  }, [tokens, figure, c, reading.threshold]);
  const rate = (v: number | null) => (v === null ? '–' : format.percent(v));
  const total = reading.falsePositive * costs.alarm + reading.falseNegative * costs.miss;
  return (
    <div>
      {option && <EChart ref={ref} option={option} height={Math.max(160, height - 110)} label={describe(figure, c)} />}
      <div className="mt-2 flex items-center gap-3">
        <label htmlFor={id} className="text-xs text-subtle">
          {t('figures.threshold')}
        </label>
        <input id={id} type="range" min={0} max={figure.thresholds.length - 1} step={1} value={index} aria-valuetext={format.number(reading.threshold)} onChange={(e) => setIndex(Number(e.target.value))} className="h-6 min-w-0 flex-1 accent-accent" />
        <span className="tabular w-12 text-right text-sm font-medium">{reading.threshold.toFixed(3)}</span>
        <Button size="sm" variant="ghost" onClick={() => setIndex(nearestThreshold(figure.thresholds, figure.best))}>
          {t('figures.best')}
        </Button>
      </div>
      <dl className="tabular mt-1 grid grid-cols-3 gap-x-4 gap-y-1 text-xs">
        <Reading name={t('figures.precision')} value={rate(reading.precision)} />
        <Reading name={t('figures.recall')} value={rate(reading.recall)} />
        <Reading name={t('figures.f1')} value={rate(reading.f1)} />
        <Reading name={t('figures.flagged')} value={rate(reading.flagged)} />
        <Reading name={t('figures.falsePositive')} value={format.number(reading.falsePositive)} />
        <Reading name={t('figures.falseNegative')} value={format.number(reading.falseNegative)} />
      </dl>
      <div className="mt-2 flex flex-wrap items-end gap-2 border-t pt-2">
        <Cost label={t('figures.costFalsePositive')} value={costs.alarm} onChange={(alarm) => setCosts({ ...costs, alarm })} />
        <Cost label={t('figures.costFalseNegative')} value={costs.miss} onChange={(miss) => setCosts({ ...costs, miss })} />
        <Button size="sm" onClick={() => setIndex(cheapestThreshold(figure, costs.alarm, costs.miss))}>
          {t('figures.cheapest')}
        </Button>
        <span className="tabular ml-auto text-xs text-muted">
          {t('figures.totalCost')} <b className="text-fg">{format.number(total)}</b>
        </span>
      </div>
    </div>
  );
}

const Reading = ({ name, value }: { name: string; value: ReactNode }) => (
  <div className="min-w-0">
    <dt className="truncate text-subtle">{name}</dt>
    <dd className="font-medium text-fg">{value}</dd>
  </div>
);

function Cost({ label, value, onChange }: { label: string; value: number; onChange: (value: number) => void }) {
  return (
    <label className="block text-xs text-subtle">
      <span className="mb-0.5 block">{label}</span>
      <Input type="number" min={0} step="any" value={value} onChange={(e) => onChange(Math.max(0, Number(e.target.value) || 0))} className="h-7 w-28 text-xs sm:text-xs" />
    </label>
  );
}
