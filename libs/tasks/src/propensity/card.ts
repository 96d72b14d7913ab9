import type { EngineInfo, MetricEstimate, ModelSignature, RunSummaryData } from '@bellwether/contracts';
import { BINARY_METRICS } from '@bellwether/metrics';
import type { PropensityParams } from './params';

const SHOWN = ['auc', 'ap', 'log_loss', 'brier', 'ece', 'lift_10', 'precision_best', 'recall_best', 'f1_best'];

const fixed = (v: number | null): string => (v === null ? 'undefined' : v.toFixed(4));

function metricRow(key: string, metrics: Record<string, MetricEstimate>): string {
  const m = metrics[key]!;
  const title = BINARY_METRICS.find((s) => s.key === key)!.title.en;
  return `| ${title} | ${fixed(m.value)} | ${m.lo === null ? '' : `${fixed(m.lo)} to ${fixed(m.hi)}`} |`;
}

const MODEL_WORDS: Record<PropensityParams['model'], (p: PropensityParams) => string> = {
  logistic: () => 'logistic regression',
  mlp: (p) => `a neural network of ${p.layers} hidden layer${p.layers > 1 ? 's' : ''} of ${p.units} ${p.activation} units`,
  gbdt: (p) => `boosted trees of at most ${p.leaves} leaves`,
  realmlp: () => 'RealMLP-TD, a neural network with periodic embeddings of its numbers',
  tabm: () => 'TabM-mini, sixteen neural networks that share their weights',
  blend: (p) => `a ${p.profile} blend of boosted trees and neural networks`,
};

export const modelWords = (params: PropensityParams): string => `${MODEL_WORDS[params.model](params)}${params.model !== 'blend' && params.bags > 1 ? `, ${params.bags} of them averaged` : ''}`;

export type CardFacts = { params: PropensityParams; seed: number; signature: ModelSignature; metrics: Record<string, MetricEstimate>; summary: RunSummaryData; engine: EngineInfo; warnings: string[] };

/** What a person must know before using the model, in Markdown. */
export function modelCard({ params, seed, signature, metrics, summary, engine, warnings }: CardFacts): string {
  const { rows, baseRate, importance } = summary;
  const percent = (v: number): string => `${(100 * v).toFixed(2)}%`;
  const weighted = params.classWeights === 'none' ? [] : ['Class weights were used: the scores rank well but are not probabilities of the data as they came.'];
  return [
    '# Model card', '',
    `Predicts the chance that **${signature.output.name}** is **${signature.output.positiveValue}**, by ${modelWords(params)}.`, '',
    '## Intended use', '',
    'To rank and to weigh customers or sessions like those it was trained on. Not for decisions about a person without a human in the loop, and not for prices or eligibility.', '',
    '## Data and protocol', '',
    `- Rows: ${rows.train} to train, ${rows.valid} to choose (best epoch, threshold), ${rows.test} to judge; ${rows.dropped} left out.`,
    ...(baseRate === null ? [] : [`- Base rate: ${percent(baseRate.train)} / ${percent(baseRate.valid)} / ${percent(baseRate.test)}.`]),
    `- ${summary.protocol}`,
    `- Inputs: ${signature.inputs.map((i) => i.name).join(', ')}.`,
    `- Seed ${seed}; engine ${engine.name} ${engine.version} on ${engine.device}.`, '',
    '## Measured on the held-out rows', '', '| metric | value | 95% interval |', '| --- | --- | --- |', ...SHOWN.map((key) => metricRow(key, metrics)), '',
    ...(importance.length === 0 ? [] : ['## What it uses most', '', ...importance.slice(0, 5).map((i) => `- ${i.feature}: AUC falls by ${i.value.toFixed(4)} when it is shuffled`), '']),
    '## Limits', '',
    '- What it uses is association, not cause.',
    '- It knows nothing of times and customers unlike its training rows; watch drift and realised performance.',
    ...[...weighted, ...warnings].map((w) => `- ${w}`), '',
  ].join('\n');
}
