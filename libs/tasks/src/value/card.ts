import type { EngineInfo, MetricEstimate, ModelSignature, RunSummaryData } from '@bellwether/contracts';
import { VALUE_METRICS } from '@bellwether/metrics';
import type { Manifest, StoredMember } from './artifact';
import type { ValueParams } from './params';

const fixed = (v: number | null): string => (v === null ? 'undefined' : String(Number(v.toPrecision(5))));

const row = (key: string, metrics: Record<string, MetricEstimate>): string => {
  const m = metrics[key]!;
  return `| ${VALUE_METRICS.find((s) => s.key === key)!.title.en} | ${fixed(m.value)} | ${m.lo === null ? '' : `${fixed(m.lo)} to ${fixed(m.hi)}`} |`;
};

const WORDS: Record<Exclude<ValueParams['model'], 'blend'>, (p: ValueParams) => string> = {
  constant: () => 'the mean of the training rows', rate: () => 'the past rate over the horizon', 'gamma-poisson': () => 'the past rate drawn towards the mean (gamma-Poisson)', glm: () => 'a linear model with a logarithmic link and an elastic net',
  gbdt: (p) => `boosted trees of at most ${p.leaves} leaves`, mlp: (p) => `a neural network of ${p.layers} hidden layer${p.layers > 1 ? 's' : ''} of ${p.units} ${p.activation} units (${p.networkLoss === 'mse' ? 'mean squared error' : 'Tweedie loss'})`,
};

export const modelWords = (params: ValueParams): string => (params.model === 'blend' ? 'a blend of boosted trees, a linear model, a neural network and the gamma-Poisson' : WORDS[params.model](params));

const pastOf = (model: StoredMember): string[] => (model.kind === 'rate' ? [`- The past of the target is read from ${model.column}.`] : []);

export type CardFacts = { params: ValueParams; seed: number; signature: ModelSignature; metrics: Record<string, MetricEstimate>; summary: RunSummaryData; engine: EngineInfo; warnings: string[]; manifest: Manifest };

/** What a person must know before using the model, in Markdown. */
export function modelCard({ params, seed, signature, metrics, summary, engine, warnings, manifest }: CardFacts): string {
  const { rows, importance } = summary;
  return [
    '# Model card', '',
    `Predicts the expected value of **${signature.output.name}**, with an interval that should hold four outcomes of five, by ${modelWords(params)}.`, '',
    '## Intended use', '',
    'To rank and to add up: expected values of many rows sum to an expected total. A single row rarely comes to its expected value: read its interval. Not for prices, credit or eligibility.', '',
    '## Data and protocol', '',
    `- Rows: ${rows.train} to train, ${rows.valid} to choose (when to stop, weights, intervals), ${rows.test} to judge; ${rows.dropped} left out.`,
    `- ${summary.protocol}`, `- Inputs: ${signature.inputs.map((i) => i.name).join(', ')}.`, `- Seed ${seed}; engine ${engine.name} ${engine.version} on ${engine.device}.`,
    ...manifest.members.flatMap((m) => pastOf(m.model)), ...(manifest.members.length > 1 ? [`- Weights: ${manifest.members.filter((m) => m.weight > 0).map((m) => `${m.name} ${m.weight.toFixed(2)}`).join(', ')}.`] : []),
    ...(manifest.factor === 1 ? [] : [`- Predictions are multiplied by ${manifest.factor.toPrecision(4)}, so that the total is right on the rows that choose.`]), '',
    '## Measured on the held-out rows', '', '| metric | value | 95% interval |', '| --- | --- | --- |', ...VALUE_METRICS.map((m) => row(m.key, metrics)), '',
    ...(importance.length === 0 ? [] : ['## What it uses most', '', ...importance.slice(0, 5).map((i) => `- ${i.feature}: the deviance explained falls by ${i.value.toFixed(4)} when it is shuffled`), '']),
    '## Limits', '', '- What it uses is association, not cause.', '- It knows nothing of times and customers unlike its training rows: a season that was not seen shifts every total.',
    '- Intervals keep their promise over many rows like those that chose them, not for each row.', ...warnings.map((w) => `- ${w}`), '',
  ].join('\n');
}
