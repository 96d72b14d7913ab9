import type { ColumnProfile } from '@bellwether/contracts';
import type { CostEstimate, DatasetFacts } from '../task-family';
import { modelWords } from './card';
import type { PropensityParams } from './params';
import { inputsOf, trainShare } from './validate';

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

/** At most: early stopping usually ends before. */
export function estimatePropensity(params: PropensityParams, facts: DatasetFacts): CostEstimate {
  const inputs = inputsOf(params, facts);
  const rows = Math.max(1, Math.floor(facts.rows * trainShare(params)));
  const evidence = (params.bootstrapReplicates * facts.rows * 0.15 * 4e-8) + (params.importanceRepeats * inputs.length * 1e-3);
  const table = facts.rows * facts.columns.length * 8;
  if (params.model === 'gbdt') {
    const seconds = FIXED_SECONDS + evidence + (params.trees * rows * inputs.length * params.rowShare) / TREE_CELLS;
    const [en, zh] = duration(seconds);
    return { seconds, memoryBytes: BASE_BYTES + table + rows * inputs.length * 12, steps: params.trees, sentence: { en: `At most ${en}: up to ${params.trees} trees over ${rows} rows of ${inputs.length} columns.`, zh: `最多约 ${zh}：在 ${rows} 行、${inputs.length} 列上最多生成 ${params.trees} 棵树。` } };
  }
  const width = widthOf(params, facts, inputs);
  const sizes = [width, ...(params.model === 'mlp' ? new Array<number>(params.layers).fill(params.units) : []), 1];
  const weights = sizes.slice(1).reduce((sum, units, l) => sum + units * (sizes[l]! + 1), 0);
  const batch = Math.min(params.batchSize, rows);
  const steps = params.epochs * Math.ceil(rows / batch);
  const seconds = FIXED_SECONDS + evidence + steps * (STEP_SECONDS + (6 * weights * batch) / FLOPS);
  const [en, zh] = duration(seconds);
  return {
    seconds, steps, memoryBytes: BASE_BYTES + table + facts.rows * width * 4 + weights * 64,
    sentence: { en: `At most ${en}: ${steps} steps of ${batch} rows through ${modelWords(params)} (${weights} weights).`, zh: `最多约 ${zh}：共 ${steps} 步，每步 ${batch} 行，${weights} 个权重。` },
  };
}
