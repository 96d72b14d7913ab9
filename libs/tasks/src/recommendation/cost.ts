import type { Localized } from '@bellwether/contracts';
import type { CostEstimate, DatasetFacts } from '../task-family';
import { EASE_MOST_ITEMS } from './members/ease-limit';
import type { RecommendationParams } from './params';

/** Of one thread of the compiled engine on small matrices, so that the promise holds; the optimiser passes over every weight at each step. @unit flop/s, weights/s */
const FLOPS = 1.5e10;
const WEIGHTS_PER_SECOND = 6e7;
/** Of ONNX Runtime's matrix product on two cores. @unit flop/s */
const PRODUCT_FLOPS = 6e10;
/** Start of the process, reading, figures and intervals. @unit s */
const FIXED_SECONDS = 6;
const BASE_BYTES = 350 * 1024 ** 2;
/** Lists ranked in a second for each of a million scores, all members and the blend. */
const SCORES_PER_SECOND = 4e7;

/** Settings that the session neighbours try on validation lists. */
const SESSION_TRIALS = 35;

const MB = 1024 ** 2;

/** Sizes that the profile gives; guesses where there is none. */
function sizesOf(facts: DatasetFacts): { events: number; customers: number; items: number } {
  const distinct = (role: string, share: number): number => {
    const name = Object.keys(facts.roles).find((n) => facts.roles[n] === role);
    return facts.profile?.columns.find((c) => c.name === name)?.distinct ?? Math.max(2, Math.round(facts.rows * share));
  };
  return { events: facts.rows, customers: distinct('id', 0.1), items: distinct('item', 0.05) };
}

type Work = { seconds: number; steps: number; bytes: number; weights: number };

function networkWork(p: RecommendationParams, { events, customers, items }: ReturnType<typeof sizesOf>): Work {
  const positions = p.batchRows * p.context;
  const steps = Math.max(1, Math.ceil(Math.max(1, events - customers) / (positions * 0.9)));
  const choices = p.loss === 'full' ? items : Math.min(items, p.negatives);
  const perBlock = p.block === 'hstu' ? 5 * p.width ** 2 : p.block === 'ligr' ? 18 * p.width ** 2 : 12 * p.width ** 2;
  const weights = items * p.width + p.blocks * perBlock;
  const flops = 6 * positions * (p.blocks * (perBlock + 2 * p.context * p.width) + choices * p.width);
  const perStep = flops / FLOPS + weights / WEIGHTS_PER_SECOND + 0.002;
  const lists = Math.min(3000, customers);
  const perEpoch = steps * perStep + (2 * lists * items * p.width) / PRODUCT_FLOPS;
  const rounds = 1 + (p.fit === 'with-validation' ? 1 : 0) + (p.shuffleTest === 'network' ? 1 : 0);
  return { seconds: rounds * p.epochs * perEpoch, steps: rounds * p.epochs * steps, bytes: weights * 4 * 8 + positions * (choices + p.blocks * p.heads * p.context) * 4 * 4, weights };
}

/** At most: early stopping usually ends before. */
export function estimateRecommendation(params: RecommendationParams, facts: DatasetFacts): CostEstimate {
  const sizes = sizesOf(facts);
  const { events, customers, items } = sizes;
  const rounds = params.fit === 'with-validation' ? 2 : 1;
  const eased = params.linear.includes('ease') && items <= EASE_MOST_ITEMS;
  const ease = eased ? rounds * ((2 * items ** 3) / PRODUCT_FLOPS + (items ** 2 * Math.ceil(items / 256)) / 5e8) : 0;
  const neighbours = rounds * (events * Math.min(500, events / Math.max(1, customers)) * 3) / 2e7;
  const sessions = params.linear.includes('session-knn') ? SESSION_TRIALS * Math.min(2000, customers) * (items / SCORES_PER_SECOND + 2e-4) : 0;
  const network = params.network ? networkWork(params, sizes) : { seconds: 0, steps: 0, bytes: 0, weights: 0 };
  const lists = Math.min(params.mostLists, customers);
  const measured = (lists * items * (params.linear.length + 2)) / SCORES_PER_SECOND + (params.bootstrapReplicates * lists * 12) / 2e8;
  const seconds = FIXED_SECONDS + ease + neighbours + sessions + network.seconds + measured * (params.shuffleTest === 'off' ? 1 : 2);
  return { seconds, steps: network.steps, memoryBytes: BASE_BYTES + events * 64 + (eased ? items ** 2 * 2 : 0) + items * 400 * 8 * params.linear.length + network.bytes, sentence: sentence(params, seconds, sizes, network) };
}

function sentence(params: RecommendationParams, seconds: number, { events, items }: ReturnType<typeof sizesOf>, { weights, steps }: Work): Localized {
  const [en, zh] = seconds < 90 ? [`${Math.max(1, Math.round(seconds))} s`, `${Math.max(1, Math.round(seconds))} 秒`] : [`${Math.round(seconds / 60)} min`, `${Math.round(seconds / 60)} 分钟`];
  const count = (n: number): string => Math.round(n).toLocaleString('en');
  const size = `${(Math.max(weights * 4, 0) / MB).toFixed(1)} MB`;
  if (!params.network) return { en: `At most ${en}: ${params.linear.length} simple members over ${count(events)} events and ${count(items)} items.`, zh: `最多约 ${zh}：在 ${count(events)} 个事件、${count(items)} 个商品上拟合 ${params.linear.length} 个简单成员。` };
  return {
    en: `At most ${en}: ${params.linear.length} simple members and a network of ${count(weights)} weights (${size}), ${count(steps)} steps of ${params.batchRows * params.context} positions against ${params.loss === 'full' || params.negatives >= items ? `all ${count(items)} items` : `${params.negatives} negatives`}.`,
    zh: `最多约 ${zh}：${params.linear.length} 个简单成员与一个 ${count(weights)} 参数的网络（${size}），${count(steps)} 步，每步 ${params.batchRows * params.context} 个位置，对比${params.loss === 'full' || params.negatives >= items ? `全部 ${count(items)} 个商品` : ` ${params.negatives} 个负样本`}。`,
  };
}
