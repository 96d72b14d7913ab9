import type { EngineInfo, MetricEstimate, RunSummaryData } from '@bellwether/contracts';
import { RANKING_METRICS } from '@bellwether/metrics';
import type { Blend } from './blend';
import { MEMBER_WORDS } from './figures';
import type { Work } from './work';
import type { MemberId } from './members/member';
import { KEPT_EVENTS } from './model-state';
import type { RecommendationParams } from './params';
import type { ShuffleResult } from './shuffle-test';

export type CardFacts = { params: RecommendationParams; seed: number; work: Work; metrics: Record<string, MetricEstimate>; summary: RunSummaryData; engine: EngineInfo; blend: Blend; shuffle: ShuffleResult | null; warnings: readonly string[] };

const fixed = (v: number | null): string => (v === null ? 'undefined' : v.toFixed(4));

/** What a person must know before using the model, in Markdown. */
export function modelCard({ params, seed, work: { log, split, removeHistory }, metrics, summary, engine, blend, shuffle, warnings }: CardFacts): string {
  const weights = Object.entries(blend.weights).filter(([, w]) => w > 0).map(([id, w]) => `${MEMBER_WORDS[id as MemberId].en} ${w}`).join(', ');
  const row = (key: string): string => `| ${RANKING_METRICS.find((m) => m.key === key)!.title.en} | ${fixed(metrics[key]!.value)} | ${metrics[key]!.lo === null ? '' : `${fixed(metrics[key]!.lo)} to ${fixed(metrics[key]!.hi)}`} |`;
  return [
    '# Model card', '', `Ranks ${log.items.toLocaleString('en')} items for a customer: what to show next.`, '',
    '## Intended use', '', 'To order products in a shop: for a customer, beside a product, in a basket. Not for prices, credit or eligibility.', '',
    '## Data and protocol', '',
    `- ${log.item.length.toLocaleString('en')} events of ${log.customerKeys.length.toLocaleString('en')} customers; left out: ${log.dropped.missing} that miss who, what or when, ${log.dropped.repeated} said twice, ${log.dropped.otherKind} of other kinds.`,
    ...(log.ties > 0 ? [`- ${log.ties} events share their time with another of the same customer; their order is that of the rows.`] : []),
    `- ${summary.protocol}`, `- Blend: ${weights}.`,
    ...(params.network ? [`- Network: ${params.block}, width ${params.width}, ${params.blocks} block${params.blocks > 1 ? 's' : ''}, context ${params.context}, ${params.loss === 'full' ? 'full cross-entropy' : `${params.negatives} shared negatives`}.`] : []),
    `- Seed ${seed}; engine ${engine.name} ${engine.version} on ${engine.device}.`, '',
    '## Measured', '', '| metric | value | 95% interval |', '| --- | --- | --- |', ...['ndcg_10', 'hr_10', 'mrr', 'recall_20', 'recall_10_stratified', 'coverage_10', 'popularity_lift_10'].map(row), '',
    ...(shuffle ? [`Shuffling every customer's events changes NDCG@10 by ${(100 * shuffle.change).toFixed(0)} % (${fixed(shuffle.ordered)} to ${fixed(shuffle.shuffled)}, ${shuffle.network ? 'network included' : 'simple members'}).`, ''] : []),
    '## Limits', '',
    `- Holds the newest ${KEPT_EVENTS} events of each customer by their key: erase a customer by training again without them.`,
    '- Learns from what was shown before: what nobody was shown, nobody took. Explore a little, and judge policies by replay.',
    `- Items of the history are ${removeHistory ? 'not shown again' : 'ranked with the others'} unless a rule says otherwise.`,
    ...(split.fit === split.tune ? [] : ['- Settings were chosen before the refit on validation data; the refit itself has no validation number.']),
    ...warnings.map((w) => `- ${w}`), '',
  ].join('\n');
}
