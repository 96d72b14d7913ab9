import type { Figure, Localized } from '@bellwether/contracts';
import { wilsonInterval } from './binary-curves';
import { POPULARITY_GROUPS, popularityGroups, type PopularityGroup } from './popularity-groups';
import type { RankedLists } from './ranked-lists';
import { rankingByTarget, type SegmentEstimate } from './ranking-estimate';
import { shownItems } from './ranking-measure';
import type { BootstrapOptions } from './binary-bootstrap';

const text = (en: string, zh: string): Localized => ({ en, zh });
const UNIT: [number, number] = [0, 1];
const DEPTHS = [1, 2, 3, 5, 7, 10, 15, 20, 30, 40, 50, 70, 100];

export const POPULARITY_WORDS: Record<PopularityGroup, Localized> = { head: text('head', '热门'), middle: text('middle', '中部'), tail: text('tail', '长尾'), new: text('new', '新品') };

/** How much of what customers chose next stood in the first k, for lists of every length. */
function depthFigure(lists: RankedLists): Figure {
  const n = lists.rank.length;
  const found = DEPTHS.map((k) => lists.rank.reduce((sum, rank) => sum + (rank <= k ? 1 : 0), 0));
  const bands = found.map((hits) => wilsonInterval(hits, n));
  return {
    key: 'recall_depth', mark: 'line', title: text('Found within the first k', '前 k 位的召回'), points: true,
    note: text('Share of the next items that stood in the first k of the full ranking.', '后续商品在全量排序中进入前 k 位的比例。'),
    x: { label: text('Length of the list', '列表长度'), log: true }, y: { label: text('Recall', '召回率') },
    series: [{ name: text('Model', '模型'), x: DEPTHS, y: found.map((hits) => (n === 0 ? null : hits / n)), lo: bands.map((b) => b[0]), hi: bands.map((b) => b[1]) }],
  };
}

/** What is shown against what is chosen, by how popular the item was in training. */
function popularityFigure(lists: RankedLists): Figure {
  const groups = popularityGroups(lists.itemPopularity);
  const share = (count: (group: PopularityGroup) => number): number[] => {
    const counts = POPULARITY_GROUPS.map(count);
    const total = counts.reduce((sum, c) => sum + c, 0);
    return counts.map((c) => (total === 0 ? 0 : c / total));
  };
  const chosen = targetGroups(lists);
  const shown = Array.from(lists.customer, (_, l) => Array.from(shownItems(lists, l), (item) => groups[item]!)).flat();
  const of = (list: readonly PopularityGroup[]) => share((group) => list.reduce((sum, g) => sum + (g === group ? 1 : 0), 0));
  return {
    key: 'popularity', mark: 'bar', title: text('Popularity of what is shown', '所示商品的热度'),
    note: text('Head: the bestsellers that take half of all interactions; tail: the items that share the last fifth.', '热门：占全部交互一半的畅销品；长尾：分享最后五分之一交互的商品。'),
    x: { label: text('Popularity in training', '训练期热度') }, y: { label: text('Share', '占比'), range: UNIT }, categories: [...POPULARITY_GROUPS],
    series: [{ name: text('Catalogue', '全部商品'), y: of(groups) }, { name: text('Chosen next', '实际选择'), y: of(chosen) }, { name: text('Shown', '所示'), y: of(shown) }],
  };
}

/** The popularity group of each held-out item. */
function targetGroups(lists: RankedLists): PopularityGroup[] {
  const groups = popularityGroups(lists.itemPopularity);
  // the group of an item follows from its popularity alone, but for ties at a border
  const byPopularity = new Map(groups.map((group, i) => [lists.itemPopularity[i]!, group]));
  return Array.from(lists.popularity, (n) => byPopularity.get(n) ?? 'new');
}

/** One metric of each segment with its interval. */
export function segmentFigure(key: string, title: Localized, label: Localized, segments: readonly SegmentEstimate[], metric = 'ndcg_10'): Figure {
  const of = segments.map((s) => s.metrics[metric]!);
  return {
    key, mark: 'bar', title, x: { label }, y: { label: text('NDCG@10', 'NDCG@10') }, categories: segments.map((s) => `${s.segment} (${s.lists.toLocaleString('en')})`),
    series: [{ name: text('NDCG@10', 'NDCG@10'), y: of.map((m) => m.value), lo: of.map((m) => m.lo), hi: of.map((m) => m.hi) }],
  };
}

/** Recall by length, popularity of what is shown, and the metric by how popular the held-out item was. */
export function rankingFigures(lists: RankedLists, options: BootstrapOptions = {}): Figure[] {
  if (lists.rank.length === 0) return [];
  const segments = rankingByTarget(lists, targetGroups(lists), POPULARITY_GROUPS, { ...options, replicates: Math.min(options.replicates ?? 200, 200) });
  return [depthFigure(lists), popularityFigure(lists), segmentFigure('by_popularity', text('By popularity of the next item', '按后续商品热度'), text('Popularity in training', '训练期热度'), segments)];
}
