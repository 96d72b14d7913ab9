'use client';

import type { MetricRecord } from '@bellwether/contracts';
import { useT } from '../i18n';
import { useFamilies } from './families';
import { Card, Estimate, Term, useFormat } from '../ui';

/** Every metric with its interval, drawn within the range that the metric can have. */
export function MetricTable({ metrics, keys, familyId }: { metrics: MetricRecord; keys: string[]; familyId: string }) {
  const t = useT();
  const format = useFormat();
  const { metricOf } = useFamilies();
  return (
    <Card title={t('runs.allMetrics')} flush>
      <div className="scroll-thin overflow-x-auto">
        <table className="w-full text-sm">
          <thead>
            <tr className="border-b text-left text-xs text-muted">
              <th scope="col" className="px-4 py-2 font-medium">{t('runs.metric')}</th>
              <th scope="col" className="px-4 py-2 text-right font-medium">{t('runs.value')}</th>
              <th scope="col" className="px-4 py-2 text-right font-medium">{t('ui.evidence.interval')}</th>
              <th scope="col" className="hidden w-1/3 px-4 py-2 font-medium sm:table-cell"><span className="sr-only">{t('runs.intervalPicture')}</span></th>
            </tr>
          </thead>
          <tbody>
            {keys.map((key) => {
              const spec = metricOf(key, familyId);
              const m = metrics[key]!;
              return (
                <tr key={key} className="border-b last:border-b-0 hover:bg-hover">
                  <th scope="row" className="px-4 py-1.5 text-left font-normal">
                    <Term help={t.of(spec.help)}>{t.of(spec.title)}</Term>
                    <code className="ml-2 text-2xs text-subtle max-sm:hidden">{key}</code>
                  </th>
                  <td className="tabular whitespace-nowrap px-4 py-1.5 text-right font-medium"><Estimate of={m} unit={spec.unit} /></td>
                  <td className="tabular whitespace-nowrap px-4 py-1.5 text-right text-muted">{m.lo !== null && m.hi !== null ? format.range(m.lo, m.hi) : '–'}</td>
                  <td className="hidden px-4 py-1.5 sm:table-cell">{spec.range && <IntervalBar estimate={m} range={spec.range} />}</td>
                </tr>
              );
            })}
          </tbody>
        </table>
      </div>
    </Card>
  );
}

/** The interval as a bar with the value as a tick, on the metric's whole range. Decorative: the numbers stand beside it. */
function IntervalBar({ estimate: m, range: [min, max] }: { estimate: MetricRecord[string]; range: [number, number] }) {
  if (m.value === null || max <= min) return null;
  const at = (v: number) => `${Math.max(0, Math.min(100, (100 * (v - min)) / (max - min)))}%`;
  const width = m.lo !== null && m.hi !== null ? `${Math.max(0.5, (100 * (m.hi - m.lo)) / (max - min))}%` : '0';
  return (
    <div aria-hidden className="relative h-3">
      <div className="absolute inset-x-0 top-1/2 h-px bg-line" />
      {m.lo !== null && <div className="absolute top-1 h-1 rounded-full bg-accent/40" style={{ left: at(m.lo), width }} />}
      <div className="absolute top-0 h-3 w-0.5 -translate-x-1/2 rounded-full bg-accent" style={{ left: at(m.value) }} />
    </div>
  );
}
