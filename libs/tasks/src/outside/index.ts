import { BINARY_METRICS, binaryFigures, estimateBinary, pairedDifferences } from '@bellwether/metrics';
import { targetColumnOf } from '../binary/binary-target';
import type { TaskFamily, ValidationIssue } from '../task-family';
import { checkSignature } from './check-signature';
import { OUTSIDE_FILE_BYTES } from './outside-model';
import { outsideParamsSchema, type OutsideParams } from './params';

export type { OutsideParams } from './params';

/** A model that was made elsewhere, measured on the shop's own rows; from there on a model like any other. */
export const outsideFamily: TaskFamily<OutsideParams> = {
  id: 'outside',
  title: { en: 'Outside model', zh: '外部模型' },
  description: { en: 'An ONNX file from elsewhere that gives the chance of a yes/no outcome.', zh: '来自外部的 ONNX 文件，给出“是/否”结果的概率。' },
  traits: {
    target: 'binary', output: 'probability', primaryMetric: 'auc', needs: ['target'], realised: 'scores',
    decision: { page: 'scores', title: { en: 'Scores', zh: '得分' }, description: { en: 'Everybody who was scored, most likely first.', zh: '所有已评分的对象，按可能性排序。' } },
  },
  metrics: BINARY_METRICS,
  params: outsideParamsSchema,
  presets: [],
  imports: { mostBytes: OUTSIDE_FILE_BYTES, check: async (file, sha256) => (await import('./check-in-child')).checkInChild({ file, ...(sha256 === undefined ? {} : { sha256 }) }), issues: checkSignature, fileOf: (params) => params.file, withFile: (file, fileName, params) => ({ ...params, file, fileName }) },
  validate(params, facts) {
    const issues: ValidationIssue[] = [];
    try {
      targetColumnOf(facts.roles);
    } catch (e) {
      const { code, message, fix } = e as { code: string; message: string; fix: string };
      issues.push({ path: 'roles', code, message, fix });
    }
    if (params.inputs.length === 0) issues.push({ path: 'inputs', code: 'PARAMS_INVALID', message: 'Expected the inputs of the file with their columns, received none.', fix: 'Declare what each input of the file is filled with.' });
    const known = new Set(facts.columns.map((c) => c.name));
    const strangers = params.inputs.flatMap((i) => i.columns).filter((c) => !known.has(c) || facts.roles[c] === 'ignored');
    if (strangers.length > 0) issues.push({ path: 'inputs', code: 'COLUMN_NOT_FOUND', message: `Declared and not among the data that is used: ${strangers.slice(0, 10).join(', ')}.`, fix: 'Choose a dataset with these columns, give them a role, or declare others.' });
    return issues;
  },
  estimateCost: (_, facts) => ({ seconds: 5 + facts.rows / 50_000, memoryBytes: 400 * 1024 ** 2, steps: 2, sentence: { en: `The file is checked and scores ${facts.rows} rows.`, zh: `检查文件并为 ${facts.rows} 行评分。` } }),
  train: async (context) => (await import('./run-outside')).measureOutside(context),
  load: async (artifact) => (await import('./run-outside')).loadOutside(artifact),
  compare: (candidate, baseline, options) => pairedDifferences(candidate, baseline, options),
  evaluate: ({ y, score }, options) => ({ metrics: estimateBinary(y, score, null, options), figures: binaryFigures(y, score, null) }),
};
