import type { MetricSpec, PairedDifference } from '@bellwether/contracts';
import type { Translate } from '../i18n';
import type { Tone } from '../ui';

export const VERDICT_TONE: Record<PairedDifference['verdict'], Tone> = { better: 'good', worse: 'bad', noise: 'neutral', 'not-comparable': 'warning' };

type Words = { candidate: string; baseline: string; spec: MetricSpec; number: (v: number) => string; /** how many times the baseline's cost; null: unknown */ costRatio: number | null };

/** A difference in one sentence: by how much, how sure, on how many rows, at what cost; noise is called noise. */
export function verdictSentence(t: Translate, d: PairedDifference, { candidate, baseline, spec, number, costRatio }: Words): string {
  const metric = t.of(spec.title);
  if (d.difference === null || d.verdict === 'not-comparable') return t('compare.sentence.notComparable', { candidate, baseline, note: d.note ?? '' }).trim();
  const size = { candidate, baseline, metric, difference: number(Math.abs(d.difference)), lo: d.lo === null ? '–' : number(d.lo), hi: d.hi === null ? '–' : number(d.hi), rows: d.n };
  const cost = costRatio === null ? '' : ` ${t('compare.sentence.cost', { ratio: costRatio >= 9.5 ? Math.round(costRatio) : Number(costRatio.toPrecision(2)) })}`;
  if (d.verdict === 'noise') return t('compare.sentence.noise', size) + cost;
  return t(d.verdict === 'better' ? 'compare.sentence.better' : 'compare.sentence.worse', size) + cost;
}

/** `+0.004`, `−0.010`: the sign is always said. */
export const signed = (value: number, number: (v: number) => string): string => (value > 0 ? `+${number(value)}` : number(value));
