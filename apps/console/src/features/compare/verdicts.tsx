'use client';

import { useT } from '../../i18n';
import { useFamilies, type RunRow } from '../../run-kit/families';
import { runLabel, RunDot } from '../../run-kit/run-words';
import { verdictSentence, VERDICT_TONE } from '../../run-kit/verdict';
import { Badge, ErrorPanel, Select, SkeletonText, useFormat } from '../../ui';
import type { useDifferences } from './use-comparison';

type VerdictProps = { rows: RunRow[]; metric: string; metrics: string[]; onMetric: (key: string) => void; differences: ReturnType<typeof useDifferences> };
const SHOWN = 6;

/** What to believe, in words: one sentence a run. */
export function Verdicts({ rows, metric, metrics, onMetric, differences }: VerdictProps) {
  const t = useT();
  const format = useFormat();
  const { metricOf } = useFamilies();
  const baseline = rows[0]!;
  const spec = metricOf(metric, baseline.familyId);
  const number = (v: number) => format.number(v, 2);
  const ratio = (run: RunRow) => (run.cost && baseline.cost && baseline.cost.cpuSeconds > 0 ? run.cost.cpuSeconds / baseline.cost.cpuSeconds : null);
  const sentences = rows.slice(1).map((run) => {
    const comparison = differences.byRun.get(run.id);
    const d = comparison?.differences.find((x) => x.metric === metric);
    return { run, d, note: comparison?.note ?? null, text: d ? verdictSentence(t, d, { candidate: runLabel(run), baseline: runLabel(baseline), spec, number, costRatio: ratio(run) }) : null };
  });
  const strength = (s: (typeof sentences)[number]) => (s.d?.difference ?? 0) * (spec.better === 'lower' ? -1 : 1);
  const ordered = [...sentences].sort((a, b) => Number(b.d !== undefined) - Number(a.d !== undefined) || strength(b) - strength(a));
  return (
    <section aria-label={t('compare.verdict')} className="mt-4 rounded-lg border bg-surface p-4">
      <div className="mb-2 flex flex-wrap items-center justify-between gap-2">
        <h2 className="text-sm font-semibold">{t('compare.verdict')}</h2>
        {metrics.length > 0 && <Select size="sm" className="w-52" label={t('runs.metric')} value={metric} onChange={onMetric} options={metrics.map((key) => ({ value: key, label: t.of(metricOf(key, baseline.familyId).title) }))} />}
      </div>
      {differences.error !== null && <ErrorPanel error={differences.error} onRetry={differences.retry} />}
      {baseline.state !== 'done' && <p className="text-sm text-muted">{t('compare.baselineOpen', { name: runLabel(baseline) })}</p>}
      {differences.pending && <SkeletonText lines={Math.min(rows.length - 1, 3)} />}
      <ul className="space-y-1.5" aria-live="polite">
        {ordered.slice(0, SHOWN).map(({ run, d, note, text }) => (text || note) && (
          <li key={run.id} className="flex items-start gap-2 text-sm">
            <RunDot id={run.id} className="mt-1.5" />
            <span className="min-w-0 flex-1 break-words">{text ?? `${runLabel(run)}: ${note}`}{text && note && <span className="text-subtle"> {note}</span>}</span>
            {d && <Badge tone={VERDICT_TONE[d.verdict]}>{t(`compare.verdict.${d.verdict}`)}</Badge>}
          </li>
        ))}
      </ul>
      {ordered.length > SHOWN && <p className="mt-2 text-xs text-subtle">{t('compare.moreBelow', { count: ordered.length - SHOWN })}</p>}
    </section>
  );
}
