'use client';

import type { PairedDifference, PromotionEvidence } from '@bellwether/contracts';
import { AlertTriangle } from 'lucide-react';
import { useT, type MessageKey } from '../../i18n';
import { Badge, useFormat, type Tone } from '../../ui';
import { useMetricTitle } from './use-family';

const TONES: Record<PairedDifference['verdict'], Tone> = { better: 'good', worse: 'bad', noise: 'neutral', 'not-comparable': 'neutral' };

/** Candidate against champion on the same rows: a sentence, what to hold against it, then every metric with its interval drawn. */
export function EvidenceView({ evidence, familyId }: { evidence: PromotionEvidence; familyId: string }) {
  const t = useT();
  return (
    <div className="space-y-3">
      <p className="text-base font-medium">{evidence.sentence}</p>
      <p className="text-xs text-subtle">{t('models.evidence.rows', { count: evidence.rows })}</p>
      {evidence.caveats.map((caveat) => (
        <p key={caveat} className="flex items-start gap-2 rounded-md bg-warning-soft px-3 py-2 text-sm text-warning">
          <AlertTriangle aria-hidden className="mt-0.5 size-4 shrink-0" />
          <span className="min-w-0">{caveat}</span>
        </p>
      ))}
      <DifferenceTable differences={evidence.differences} familyId={familyId} />
    </div>
  );
}

function DifferenceTable({ differences, familyId }: { differences: readonly PairedDifference[]; familyId: string }) {
  const t = useT();
  const format = useFormat();
  const title = useMetricTitle(familyId);
  const shown = differences.filter((d) => d.difference !== null);
  return (
    <div className="scroll-thin overflow-x-auto">
      <table className="w-full min-w-[40rem] text-table">
        <thead>
          <tr className="border-b text-xs text-subtle">
            <th scope="col" className="py-1.5 pr-3 text-left font-medium">{t('models.evidence.metric')}</th>
            <th scope="col" className="px-3 py-1.5 text-right font-medium">{t('models.evidence.candidate')}</th>
            <th scope="col" className="px-3 py-1.5 text-right font-medium">{t('models.evidence.champion')}</th>
            <th scope="col" className="px-3 py-1.5 text-right font-medium">{t('models.evidence.difference')}</th>
            <th scope="col" className="px-3 py-1.5 text-left font-medium">{t('models.evidence.interval')}</th>
            <th scope="col" className="py-1.5 pl-3 text-left font-medium">{t('models.evidence.verdict')}</th>
          </tr>
        </thead>
        <tbody>
          {shown.map((d) => (
            <tr key={d.metric} className="border-b last:border-b-0">
              <th scope="row" className="py-1.5 pr-3 text-left font-normal">{title(d.metric)}</th>
              <td className="tabular px-3 py-1.5 text-right">{format.number(d.candidate)}</td>
              <td className="tabular px-3 py-1.5 text-right">{format.number(d.baseline)}</td>
              <td className="tabular px-3 py-1.5 text-right">{d.difference! > 0 ? '+' : ''}{format.number(d.difference, 3)}</td>
              <td className="px-3 py-1.5">
                {d.lo !== null && d.hi !== null && (
                  <span className="flex items-center gap-2">
                    <IntervalBar lo={d.lo} hi={d.hi} value={d.difference!} />
                    <span className="tabular text-xs text-muted">{format.range(d.lo, d.hi)}</span>
                  </span>
                )}
              </td>
              <td className="py-1.5 pl-3"><Badge tone={TONES[d.verdict]}>{t(`models.evidence.${d.verdict}` as MessageKey)}</Badge></td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** The interval around its own zero line: whether it crosses is the point. Decorative, the numbers stand beside it. */
function IntervalBar({ lo, hi, value }: { lo: number; hi: number; value: number }) {
  const reach = Math.max(Math.abs(lo), Math.abs(hi)) * 1.15 || 1;
  const x = (v: number) => 48 + (v / reach) * 46;
  return (
    <svg aria-hidden width={96} height={14} className="shrink-0">
      <line x1={48} x2={48} y1={1} y2={13} stroke="var(--line-strong)" />
      <line x1={x(lo)} x2={x(hi)} y1={7} y2={7} stroke="var(--fg-muted)" strokeWidth={2} strokeLinecap="round" />
      <circle cx={x(value)} cy={7} r={3} fill="var(--accent)" />
    </svg>
  );
}
