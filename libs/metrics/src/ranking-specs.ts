import type { MetricSpec } from '@bellwether/contracts';

type Text = { en: string; zh: string };
type Entry = [key: string, title: Text, help: Text, better: MetricSpec['better'], range: MetricSpec['range'], unit?: string];

const UNIT: [number, number] = [0, 1];

const atDepth = (k: number): Entry[] => [
  [`ndcg_${k}`, { en: `NDCG@${k}`, zh: `NDCG@${k}` }, { en: `How high the next items stood in the first ${k}: 1 at the top, less further down, 0 beyond. Full ranking, ties at the mean rank.`, zh: `后续商品在前 ${k} 位中的位置得分：首位为 1，越靠后越低，${k} 位之后为 0。全量排序，并列取平均名次。` }, 'higher', UNIT],
  [`hr_${k}`, { en: `Hit rate@${k}`, zh: `命中率@${k}` }, { en: `Share of lists whose first ${k} held one of the next items.`, zh: `前 ${k} 位中包含后续商品的列表所占比例。` }, 'higher', UNIT],
  [`recall_${k}`, { en: `Recall@${k}`, zh: `召回率@${k}` }, { en: `Share of the next items that stood in the first ${k}.`, zh: `后续商品进入前 ${k} 位的比例。` }, 'higher', UNIT],
  [`mrr_${k}`, { en: `MRR@${k}`, zh: `MRR@${k}` }, { en: `One over the rank of the first right item, 0 beyond place ${k}.`, zh: `首个正确商品名次的倒数，${k} 位之后记 0。` }, 'higher', UNIT],
];

const OTHER: Entry[] = [
  ['mrr', { en: 'MRR', zh: 'MRR' }, { en: 'One over the rank of the first right item, over the whole catalogue.', zh: '首个正确商品在全部商品中名次的倒数。' }, 'higher', UNIT],
  ['recall_10_stratified', { en: 'Recall@10, popularity-stratified', zh: '召回率@10（按热度分层）' }, { en: 'Recall with each next item weighted by one over the root of its popularity: what bestsellers alone cannot earn.', zh: '按商品热度平方根的倒数加权的召回率：仅靠热销品无法取得高分。' }, 'higher', UNIT],
  ['coverage_10', { en: 'Coverage@10', zh: '覆盖率@10' }, { en: 'Share of the catalogue that stood in the first 10 of any list.', zh: '出现在任一列表前 10 位的商品占全部商品的比例。' }, 'higher', UNIT],
  ['novelty_10', { en: 'Novelty@10', zh: '新颖度@10' }, { en: 'Mean surprise of what is shown: the logarithm of one over the share of interactions that an item has.', zh: '所示商品的平均意外程度：商品交互占比倒数的对数。' }, 'none', null, 'bits'],
  ['popularity_lift_10', { en: 'Popularity bias@10', zh: '热度偏差@10' }, { en: 'Mean popularity of what is shown over that of what customers chose next. 1: as popular as their own choice; above: it pushes bestsellers.', zh: '所示商品的平均热度与客户实际选择之比。1 表示与其选择相当，大于 1 表示偏向热销品。' }, 'none', null, '×'],
];

/** What shared code must know of each ranking metric. NDCG@10 is primary. */
export const RANKING_METRICS: readonly MetricSpec[] = [...atDepth(10), ...atDepth(20), ...OTHER].map(([key, title, help, better, range, unit]) => ({ key, title, help, better, range, unit: unit ?? null, ...(key === 'ndcg_10' ? { primary: true } : {}) }));
