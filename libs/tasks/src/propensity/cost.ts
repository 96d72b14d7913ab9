import type { ColumnProfile, Localized } from '@bellwether/contracts';
import { inputsOf, trainShare, validShare } from '../rows/row-issues';
import type { CostEstimate, DatasetFacts } from '../task-family';
import { modelWords } from './card';
import type { PropensityParams } from './params';
import { membersOf } from './members';

/** Of the slowest engine, so that the promise holds: what one step costs beside its arithmetic, and the arithmetic. Measured on 2 cores. @unit s, flop/s */
const STEP_SECONDS = 0.0012;
const FLOPS = 1.2e10;
/** Rows x columns that boosting passes in a second, levels of a tree included. */
const TREE_CELLS = 1.2e8;
/** Start of the process, reading the rows, figures and intervals. @unit s */
const FIXED_SECONDS = 4;
const BASE_BYTES = 350 * 1024 ** 2;

function widthOf(params: PropensityParams, facts: DatasetFacts, inputs: string[]): number {
  const byName = new Map<string, ColumnProfile>(facts.profile?.columns.map((c) => [c.name, c]) ?? []);
  return inputs.reduce((sum, name) => sum + (facts.roles[name] === 'category' && params.view.encoding === 'one-hot' ? Math.min(params.view.maxLevels, byName.get(name)?.distinct ?? 10) + 1 : 1), 0);
}

const duration = (seconds: number): [string, string] => (seconds < 90 ? [`${Math.max(1, Math.round(seconds))} s`, `${Math.max(1, Math.round(seconds))} 秒`] : [`${Math.round(seconds / 60)} min`, `${Math.round(seconds / 60)} 分钟`]);

type Work = { seconds: number; steps: number; memoryBytes: number };

/** One model of a member, without what surrounds it. */
function workOf(params: PropensityParams, facts: DatasetFacts, inputs: string[], rows: number): Work {
  if (params.model === 'gbdt') return { seconds: (params.trees * rows * inputs.length * params.rowShare) / TREE_CELLS, steps: params.trees, memoryBytes: rows * inputs.length * 12 };
  const width = widthOf(params, facts, inputs);
  if (params.model === 'realmlp' || params.model === 'tabm') return recipeWork(params, facts.rows * width, rows, width);
  const weights = weightsOf(params, width);
  const batch = Math.min(params.batchSize, rows);
  const steps = params.epochs * Math.ceil(rows / batch);
  return { seconds: steps * (STEP_SECONDS + (6 * weights * batch) / FLOPS), steps, memoryBytes: facts.rows * width * 4 + weights * 64 };
}

/** Multiplications of one row, forwards and backwards: three layers of 256 (RealMLP), sixteen members of two blocks of 256 (TabM). */
function recipeWork(params: PropensityParams, cells: number, rows: number, width: number): Work {
  const perRow = params.model === 'tabm' ? 16 * 6 * (width * 256 + 256 * 256) : 6 * (4 * width * 256 + 2 * 256 * 256);
  const epochs = params.model === 'tabm' ? Math.min(60, params.recipeEpochs) : params.recipeEpochs;
  const batch = params.model === 'tabm' || rows > 8192 ? 256 : 128;
  const steps = epochs * Math.ceil(rows / batch);
  return { seconds: steps * STEP_SECONDS + (epochs * rows * perRow) / (4 * FLOPS), steps, memoryBytes: cells * 4 + 200 * 1024 ** 2 };
}

const weightsOf = (params: PropensityParams, width: number): number => {
  const sizes = [width, ...(params.model === 'mlp' ? new Array<number>(params.layers).fill(params.units) : []), 1];
  return sizes.slice(1).reduce((sum, units, l) => sum + units * (sizes[l]! + 1), 0);
};

function sentence(params: PropensityParams, seconds: number, steps: number, rows: number, models: number): Localized {
  const [en, zh] = duration(seconds);
  if (params.model === 'blend' || params.bags > 1) return { en: `At most ${en}: ${modelWords(params)}, ${models} models over ${rows} rows.`, zh: `最多约 ${zh}：在 ${rows} 行上训练 ${models} 个模型。` };
  if (params.model === 'gbdt') return { en: `At most ${en}: up to ${params.trees} trees over ${rows} rows.`, zh: `最多约 ${zh}：在 ${rows} 行上最多生成 ${params.trees} 棵树。` };
  return { en: `At most ${en}: ${steps} steps of ${Math.min(params.batchSize, rows)} rows through ${modelWords(params)}.`, zh: `最多约 ${zh}：共 ${steps} 步，每步 ${Math.min(params.batchSize, rows)} 行。` };
}

/** At most: early stopping usually ends before. */
export function estimatePropensity(params: PropensityParams, facts: DatasetFacts): CostEstimate {
  const inputs = inputsOf(params, facts);
  const members = membersOf(params);
  const work = members.flatMap((m) => {
    const share = m.bags > 1 ? (trainShare(params) + validShare(params)) * (1 - 1 / m.bags) : trainShare(params);
    return new Array<Work>(m.bags).fill(workOf(m.params, facts, inputs, Math.max(1, Math.floor(facts.rows * share))));
  });
  const evidence = params.bootstrapReplicates * facts.rows * 0.15 * 4e-8 + params.importanceRepeats * inputs.length * 1e-3;
  const seconds = FIXED_SECONDS + evidence + work.reduce((sum, w) => sum + w.seconds, 0);
  const steps = work.reduce((sum, w) => sum + w.steps, 0);
  return {
    seconds, steps, memoryBytes: BASE_BYTES + facts.rows * facts.columns.length * 8 + Math.max(...work.map((w) => w.memoryBytes)),
    sentence: sentence(params, seconds, steps, Math.max(1, Math.floor(facts.rows * trainShare(params))), work.length),
  };
}
