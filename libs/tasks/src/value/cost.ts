import type { Localized } from '@bellwether/contracts';
import { inputsOf, trainShare } from '../rows/row-issues';
import type { CostEstimate, DatasetFacts } from '../task-family';
import { modelWords } from './card';
import { membersOf, type Member } from './members';
import type { ValueParams } from './params';

/** Of the slowest engine, so that the promise holds: what one step costs beside its arithmetic, and the arithmetic. Measured on 2 cores. @unit s, flop/s */
const STEP_SECONDS = 0.0012;
const FLOPS = 1.2e10;
/** Rows x columns that boosting passes in a second, and that one strength of the linear model does, with its rounds of reweighting. */
const TREE_CELLS = 1.2e8;
const LINEAR_CELLS = 4e6;
const STRENGTHS = 25;
/** A Weibull regression walks its path twice, over events that weigh very differently: so many times a linear model. */
const WEIBULL_TIMES = 4;
/** Person-periods of a row on average, at most. */
const PERIODS = 10;
const FIXED_SECONDS = 4;
const BASE_BYTES = 350 * 1024 ** 2;

type Work = { seconds: number; steps: number };

function workOf({ kind, params }: Member, rows: number, inputs: number): Work {
  // once more with as many trees as were chosen, at most all; a known strength is a short path
  const [trees, strengths] = params.refit ? [2 * params.trees, STRENGTHS + 8] : [params.trees, STRENGTHS];
  if (kind === 'hazard') return { seconds: (trees * rows * inputs * params.rowShare * PERIODS) / TREE_CELLS, steps: params.trees };
  if (kind === 'trees' || kind === 'glm-trees') return { seconds: (trees * rows * inputs * params.rowShare) / TREE_CELLS, steps: params.trees };
  if (kind === 'glm' || kind === 'weibull') return { seconds: ((kind === 'glm' ? 1 : WEIBULL_TIMES) * strengths * rows * inputs) / LINEAR_CELLS, steps: STRENGTHS };
  if (kind !== 'network') return { seconds: (rows * inputs) / 2e6, steps: 1 };
  const sizes = [inputs, ...new Array<number>(params.layers).fill(params.units), 1];
  const weights = sizes.slice(1).reduce((sum, units, l) => sum + units * (sizes[l]! + 1), 0);
  const steps = params.epochs * Math.ceil(rows / Math.min(params.batchSize, rows));
  return { seconds: steps * (STEP_SECONDS + (6 * weights * params.batchSize) / FLOPS), steps };
}

/** At most: early stopping usually ends before. */
export function estimateValueCost(params: ValueParams, facts: DatasetFacts): CostEstimate {
  const inputs = inputsOf(params, facts).length;
  const rows = Math.max(1, Math.floor(facts.rows * trainShare(params)));
  const work = membersOf(params, { negative: false, waits: Object.values(facts.roles).includes('observed') }).map((m) => workOf(m, rows, inputs));
  const evidence = params.bootstrapReplicates * facts.rows * 0.15 * 1e-7 + params.importanceRepeats * inputs * 2e-3;
  const seconds = FIXED_SECONDS + evidence + work.reduce((sum, w) => sum + w.seconds, 0);
  return { seconds, steps: work.reduce((sum, w) => sum + w.steps, 0), memoryBytes: BASE_BYTES + facts.rows * facts.columns.length * 24, sentence: sentence(params, seconds, rows) };
}

function sentence(params: ValueParams, seconds: number, rows: number): Localized {
  const [en, zh] = seconds < 90 ? [`${Math.max(1, Math.round(seconds))} s`, `${Math.max(1, Math.round(seconds))} 秒`] : [`${Math.round(seconds / 60)} min`, `${Math.round(seconds / 60)} 分钟`];
  return { en: `At most ${en}: ${modelWords(params)} over ${rows} rows, with the mean, the past rate and a linear model beside it.`, zh: `最多约 ${zh}：在 ${rows} 行上训练，并列出均值、历史速率与线性模型作为基线。` };
}
