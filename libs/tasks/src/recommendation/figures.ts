import type { Figure, Localized, MetricEstimate } from '@bellwether/contracts';
import { estimateRatios, rankingBySegment, rankingFigures, segmentFigure } from '@bellwether/metrics';
import type { Blend } from './blend';
import type { Work } from './work';
import type { MemberId } from './members/member';
import type { RankedCases } from './rank-cases';
import type { ShuffleResult } from './shuffle-test';

const text = (en: string, zh: string): Localized => ({ en, zh });

export const MEMBER_WORDS: Record<MemberId, Localized> = {
  popular: text('Popularity', '热度'), recent: text('Recent popularity', '近期热度'), covisitation: text('Co-visitation', '共现'), 'item-knn': text('ItemKNN', 'ItemKNN'), 'session-knn': text('Session neighbours', '会话近邻'), ease: text('EASE', 'EASE'), markov: text('Markov', 'Markov'), transformer: text('Sequence network', '序列网络'),
};

const HISTORY_BANDS: [string, number][] = [['1', 1], ['2–4', 4], ['5–9', 9], ['10–49', 49], ['50+', Number.POSITIVE_INFINITY]];
const DEPTH = 10;

export type Evidence = { work: Work; measured: RankedCases; blend: Blend; shuffle: ShuffleResult | null; metrics: Record<string, MetricEstimate> };

/** NDCG@10 of ranks, with an interval over customers. */
function ndcgOf(rank: Float64Array, { lists }: RankedCases, seed: number, replicates: number): MetricEstimate {
  const gain = rank.map((r) => (r <= DEPTH ? 1 / Math.log2(1 + r) : 0));
  return estimateRatios({ keys: ['ndcg'], group: Float64Array.from(lists.list, (l) => lists.customer[l]!), top: [gain], bottom: [null] }, { seed, replicates }).ndcg!;
}

/** Each member alone and all of them together, on the test lists, with the weight that validation gave. */
function memberFigures({ work: { context }, measured, blend, metrics }: Evidence): Figure[] {
  const replicates = Math.min(200, context.params.bootstrapReplicates);
  const single = [...measured.byMember].map(([id, rank]) => ({ id, estimate: ndcgOf(rank, measured, context.seed, replicates) }));
  const rows = single.map(({ id, estimate }) => ({ name: MEMBER_WORDS[id].en, weight: blend.weights[id] ?? 0, alone: blend.alone[id] ?? null, estimate }));
  const all = { name: 'Blend', weight: null, alone: blend.ndcg, estimate: metrics.ndcg_10! };
  return [
    {
      key: 'members', mark: 'bar', horizontal: true, title: text('Members and their blend', '成员与混合'), note: text('NDCG@10 on the test lists. What a network adds must show here, beyond the interval of the simple members.', '测试列表上的 NDCG@10。网络的增益必须在此显现，且超出简单成员的区间。'),
      x: { label: text('NDCG@10', 'NDCG@10') }, y: { label: text('Member', '成员') }, categories: [...rows, all].map((r) => r.name),
      series: [{ name: text('NDCG@10', 'NDCG@10'), y: [...rows, all].map((r) => r.estimate.value), lo: [...rows, all].map((r) => r.estimate.lo), hi: [...rows, all].map((r) => r.estimate.hi) }],
    },
    {
      key: 'weights', mark: 'table', title: text('Weights', '权重'), note: text('Chosen by NDCG@10 on validation lists; of standardised scores.', '由验证列表的 NDCG@10 选定，作用于标准化得分。'),
      columns: [text('Member', '成员'), text('Weight', '权重'), text('Alone, validation', '单独（验证）'), text('Alone, test', '单独（测试）')], rows: [...rows, all].map((r) => [r.name, r.weight, r.alone, r.estimate.value]),
    },
  ];
}

function shuffleFigure({ ordered, shuffled, change, network }: ShuffleResult): Figure {
  const percent = `${(100 * change).toFixed(0)} %`;
  const verdict = change < -0.2 ? text('Order matters: a sequence model is worth its cost.', '顺序很重要：序列模型物有所值。') : change < -0.05 ? text('Order matters a little.', '顺序略有影响。') : text('Order hardly matters: ItemKNN suffices.', '顺序几乎无影响：ItemKNN 已足够。');
  return {
    key: 'shuffle', mark: 'bar', title: text('How sequential the data are', '数据的顺序性'), categories: ['in order', 'shuffled'], x: { label: text('Events', '事件') }, y: { label: text('NDCG@10', 'NDCG@10') },
    note: text(`${percent} when every customer's events come in random order, ${network ? 'network included' : 'simple members alone'}. ${verdict.en}`, `将每位客户的事件随机打乱后变化 ${percent}（${network ? '含网络' : '仅简单成员'}）。${verdict.zh}`),
    series: [{ name: text('NDCG@10', 'NDCG@10'), y: [ordered, shuffled] }],
  };
}

function historyFigure({ work: { context, log, split: { test } }, measured }: Evidence): Figure {
  const band = Array.from(test.customer, (c, l) => HISTORY_BANDS.find(([, most]) => test.end[l]! - log.start[c]! <= most)![0]);
  const segments = rankingBySegment(measured.lists, band, HISTORY_BANDS.map(([name]) => name), { seed: context.seed, replicates: Math.min(200, context.params.bootstrapReplicates) });
  return segmentFigure('by_history', text('By length of history', '按历史长度'), text('Events known before the list', '列表之前已知的事件数'), segments);
}

/** The evidence of a run, most telling first. */
export function evidenceFigures(evidence: Evidence): Figure[] {
  const { work: { context }, measured, shuffle } = evidence;
  const options = { seed: context.seed, replicates: context.params.bootstrapReplicates };
  return [...memberFigures(evidence), ...rankingFigures(measured.lists, options), historyFigure(evidence), ...(shuffle ? [shuffleFigure(shuffle)] : [])];
}
