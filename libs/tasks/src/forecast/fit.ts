import { createHash } from 'node:crypto';
import type { EngineInfo, RunSummaryData } from '@bellwether/contracts';
import { estimateForecast } from '@bellwether/metrics';
import { chooseEngine, type EngineName } from '@bellwether/model';
import type { TrainContext, TrainedModel } from '../task-family';
import { forecastSignature, packForecast } from './artifact';
import { fitBlend } from './blend';
import { fitLevelMap, fitTotals, volumeRatioOf, type Backtest } from './calibrate';
import { forecastCard } from './card';
import { totalsCodec } from './codec';
import { evaluationRows, judgedFrom, seriesOfRows } from './evaluation';
import { forecastFigures } from './figures';
import { blendedForecast, forecastPanel, reconcileForecasts, scaleForecast, type Forecaster } from './forecaster';
import { trainTotals } from './global/boosted-totals';
import { fitSumSpreads } from './hierarchy/sum-spreads';
import { engineOf, memberForecast, trainMember, type Member, type MemberName } from './members';
import { panelAt, type Panel } from './panel';
import type { ForecastParams } from './params';
import type { SeriesForecast } from './series';
import { Stages } from './stages';
import { panelOfTable } from './table-panel';

/** Series that decide the weights: more would cost minutes and change the third digit. */
const BLEND_SERIES = 1500;
/** Origins inside the last horizon, a third of it apart, all forecast by the one model that saw none of it. */
const ORIGINS = 3;

/** A panel that ends `back` steps earlier, and what came after it up to where judging begins. */
type Origin = { panel: Panel; actual: Float64Array[] };

function backtestOrigins(train: Panel): Origin[] {
  const step = Math.max(1, Math.round(train.horizon / ORIGINS));
  const backs = [...new Set(Array.from({ length: ORIGINS }, (_, k) => Math.max(1, train.horizon - k * step)))];
  return backs.map((back) => {
    const panel = panelAt(train, back);
    return { panel, actual: train.series.map((s) => Float64Array.from({ length: train.horizon }, (_, h) => (h >= back || s.censored?.[panel.length + h] === 1 ? Number.NaN : (s.y[panel.length + h] ?? Number.NaN)))) };
  });
}

/** Every so many-th series, the same for each run. */
const sampled = <T>(list: readonly T[], most: number): T[] => (list.length <= most ? [...list] : list.filter((_, i) => Math.floor((i * most) / list.length) !== Math.floor(((i - 1) * most) / list.length)));

type Chosen = { weights: number[]; backtests: Backtest[]; relativeVariance: number; sharedVariance: number; volumeRatio: number };

/** Trains each member on what was known a horizon earlier, and learns from what it said of the time since. */
async function choose(names: readonly MemberName[], train: Panel, context: TrainContext<ForecastParams>, stages: Stages): Promise<Chosen> {
  const earlier = panelAt(train, train.horizon);
  const members: Member[] = [];
  for (const name of names) members.push(await trainMember(name, earlier, { context, stages, label: 'backtest' }));
  const origins = backtestOrigins(train);
  const said: SeriesForecast[][] = [];
  for (const m of members) said.push((await Promise.all(origins.map((o) => memberForecast(m, o.panel)))).flat());
  const actual = origins.flatMap((o) => o.actual);
  const pick = sampled(Array.from({ length: actual.length }, (_, i) => i), BLEND_SERIES * ORIGINS);
  const weights = names.length === 1 ? [1] : fitBlend(names.map((name, m) => ({ name, forecasts: pick.map((i) => said[m]![i]!) })), pick.map((i) => actual[i]!));
  const blended = (await Promise.all(origins.map((o) => blendedForecast({ members, weights }, o.panel)))).flat();
  let [squares, level] = [0, 0];
  blended.forEach((f, i) => actual[i]!.forEach((y, h) => {
    if (Number.isNaN(y)) return;
    squares += Math.max(0, (y - f.mean[h]!) ** 2 - f.mean[h]!);
    level += f.mean[h]! ** 2;
  }));
  const relativeVariance = level > 0 ? Math.min(1, squares / level) : 0.1;
  // what a whole shop's sum was wrong by at each origin, over the steps that are known
  const shared = origins.map((o, k) => {
    let [said, came] = [0, 0];
    o.actual.forEach((y, s) => y.forEach((v, h) => {
      if (Number.isNaN(v)) return;
      came += v;
      said += blended[k * train.series.length + s]!.mean[h]!;
    }));
    return said > 0 ? (came / said - 1) ** 2 : 0;
  });
  const sharedVariance = Math.min(1, shared.reduce((a, v) => a + v, 0) / shared.length);
  const errors = { relativeVariance, sharedVariance };
  const judged = context.params.hierarchy ? (await Promise.all(origins.map((o, k) => reconcileForecasts(blended.slice(k * train.series.length, (k + 1) * train.series.length), o.panel, { members, weights, ...errors })))).flat() : blended;
  const volumeRatio = volumeRatioOf(judged, actual);
  return { weights, ...errors, volumeRatio, backtests: judged.map((forecast, i) => ({ forecast: scaleForecast(forecast, volumeRatio), actual: actual[i]! })) };
}

/** @throws AppError naming what is wrong with the data or the parameters; RUN_CANCELLED; MODEL_DIVERGED */
export async function trainForecast(context: TrainContext<ForecastParams>): Promise<TrainedModel> {
  const { table, roles, params, seed } = context;
  context.progress({ phase: 'prepare', step: 0, totalSteps: 0 });
  const source = panelOfTable(table, roles, params);
  const { panel } = source;
  const train = panelAt(panel, params.horizon);
  const names: MemberName[] = params.model === 'blend' ? [...new Set(params.members)] : [params.model];
  context.log('info', `${panel.series.length} series of ${panel.length} ${params.frequency}s; the last ${params.horizon} are kept to judge by.`);
  const stages = await Stages.open(context);
  const canBacktest = judgedFrom(panel) >= 2 * params.horizon + 4;
  if (!canBacktest) context.log('warn', `The history is too short to try forecasts on an earlier ${params.horizon} ${params.frequency}s: members weigh the same and levels are not calibrated.`);
  const chosen: Chosen = canBacktest ? await choose(names, train, context, stages) : { weights: names.map(() => 1 / names.length), backtests: [], relativeVariance: 0.1, sharedVariance: 0, volumeRatio: 1 };
  const members: Member[] = [];
  for (const [i, name] of names.entries()) if (chosen.weights[i]! > 0) members.push(await trainMember(name, train, { context, stages, label: 'final' }));
  const totalSteps = Math.min(params.protectionSteps, train.length - 1);
  const sums = fitSumSpreads(panel);
  const totalsOf = async (stage: string, of: Panel, spreads: typeof sums) => (params.totals === 'ratios' ? null : stages.once(stage, totalsCodec, () => trainTotals(of, Math.min(totalSteps, of.length - 1), { trees: params.trees, learningRate: params.treeRate, leaves: params.leaves, rows: params.rows, seed, signal: context.signal, sums: spreads })));
  const directTotals = await totalsOf('final/totals', panel, sums);
  // orders are tried on the newest horizon: what is tried must not have seen it
  const triedTotals = directTotals === null ? null : await totalsOf('final/tried-totals', train, fitSumSpreads(train));
  const forecaster: Forecaster = {
    directTotals, triedTotals, sums,
    members, weights: chosen.weights.filter((w) => w > 0), relativeVariance: chosen.relativeVariance, sharedVariance: chosen.sharedVariance, volumeRatio: chosen.volumeRatio, hierarchy: params.hierarchy,
    levelMap: params.calibrate ? fitLevelMap(chosen.backtests, seed) : null, totals: fitTotals(chosen.backtests, Math.min(params.protectionSteps, params.horizon)),
  };
  context.progress({ phase: 'evidence', step: 0, totalSteps: 0 });
  const forecasts = await forecastPanel(forecaster, train);
  const evaluation = evaluationRows(source, forecasts, table.rows);
  const metrics = estimateForecast(seriesOfRows(evaluation), { replicates: params.bootstrapReplicates, seed });
  const trained = Array.from(source.stepOfRow.keys()).filter((i) => source.stepOfRow[i]! >= 0 && source.stepOfRow[i]! < train.length);
  const engine = await engineInfo(members, context.engine);
  const summary: RunSummaryData = {
    rows: { train: trained.length, valid: 0, test: evaluation.rowIndex.length, dropped: table.rows - source.stepOfRow.filter((t) => t >= 0).length }, baseRate: null,
    features: [...new Set(panel.series.flatMap((s) => [...Object.keys(s.statics), ...Object.keys(s.known)]))], importance: [], bestEpoch: null,
    parameterCount: members.reduce((n, m) => n + (m.kind === 'network' ? m.model.parameters : 0), 0) || null,
    protocol: `The newest ${params.horizon} ${params.frequency}s of ${panel.series.length} products are judged; members are weighed and levels calibrated on the ${params.horizon} before.`,
  };
  const artifact = packForecast({ params, roles, panel, forecaster });
  return {
    metrics, figures: forecastFigures({ panel, forecasts, names, weights: chosen.weights, forecaster }), evaluation,
    trainRowIndex: Int32Array.from(trained, (i) => table.rowIndex[i]!).sort(), signature: forecastSignature(panel, roles, params), artifact,
    viewHash: createHash('sha256').update(artifact.find((f) => f.name === 'panel.json')!.bytes).digest('hex'), engine, summary,
    card: forecastCard({ params, seed, panel, metrics, summary, weights: names.map((name, i) => ({ name, weight: chosen.weights[i]! })), forecaster }),
  };
}

async function engineInfo(members: readonly Member[], asked: string | null): Promise<EngineInfo> {
  const used = engineOf(members);
  if (used === null) return { name: 'plain', version: '1', device: 'cpu', reason: 'no member needs tensors', tried: [] };
  return { ...used, tried: (await chooseEngine((asked ?? undefined) as EngineName | undefined)).tried };
}
