import type { EngineName, FitResult } from '@bellwether/model';
import type { TrainContext } from '../task-family';
import { boostedCodec, networkCodec } from './codec';
import { forecastBoosted, trainBoosted, type BoostedModel } from './global/boosted-forecast';
import { forecastNetwork, trainNetwork, type NetworkModel } from './global/network-forecast';
import { LOCAL_METHODS, localForecast, type LocalMethod } from './local/local-forecast';
import { usableSeason, type Panel } from './panel';
import type { ForecastModelName, ForecastParams } from './params';
import type { SeriesForecast } from './series';
import type { Stages } from './stages';

/** One way of forecasting a panel, trained or not needing it. */
export type Member =
  | { kind: 'local'; name: LocalMethod }
  | { kind: 'boosted'; name: string; model: BoostedModel }
  | { kind: 'network'; name: string; model: NetworkModel };

export type MemberName = Exclude<ForecastModelName, 'blend'>;

const isLocal = (name: MemberName): name is LocalMethod => (LOCAL_METHODS as readonly string[]).includes(name);

/** @returns what each series of the panel will do after its end */
export async function memberForecast(member: Member, panel: Panel): Promise<SeriesForecast[]> {
  if (member.kind === 'boosted') return forecastBoosted(member.model, panel);
  if (member.kind === 'network') return forecastNetwork(member.model, panel);
  const season = usableSeason(panel.frequency, panel.length);
  // a week has no season of its own below a year: the last week is repeated
  return panel.series.map((s) => localForecast(member.name, s, panel.horizon, season));
}

/** Points of a curve: as many as a screen can tell apart. */
const CURVE_POINTS = 200;

export type MemberTraining = { context: TrainContext<ForecastParams>; stages: Stages; /** tells the training that chooses from the one that is kept */ label: string };

/** @throws AppError DATA_TOO_SHORT, RUN_CANCELLED, MODEL_DIVERGED */
export async function trainMember(name: MemberName, panel: Panel, { context, stages, label }: MemberTraining): Promise<Member> {
  if (isLocal(name)) return { kind: 'local', name };
  const { params, seed, signal } = context;
  const point = (key: 'train/loss' | 'valid/loss', step: number, value: number): void => context.metric(label === 'final' ? key : `${label}/${key.replace('/', '-')}`, step, value);
  if (name === 'boosted') {
    const model = await trainBoosted(panel, {
      trees: params.trees, learningRate: params.treeRate, leaves: params.leaves, rows: params.rows, seed, signal,
      piece: (part, codec, work) => stages.once(`${label}/boosted/${part}`, codec, async () => {
        context.progress({ phase: `${label}: trees, ${part}`, step: stages.count, totalSteps: 0 });
        return work();
      }),
      onRound: (part, round, trainLoss, validLoss) => {
        if (part !== 'mean' || round % Math.max(1, Math.floor(params.trees / CURVE_POINTS)) !== 0) return;
        point('train/loss', round, trainLoss());
        if (validLoss !== null) point('valid/loss', round, validLoss);
      },
    });
    return { kind: 'boosted', name, model: await stages.once(`${label}/boosted`, boostedCodec, () => Promise.resolve(model)) };
  }
  const model = await stages.once(`${label}/${name}`, networkCodec, () => trainNetwork(panel, {
    kind: name, hidden: params.hidden, epochs: params.epochs, batchSize: params.batchSize, learningRate: params.learningRate, dropout: params.dropout, rows: Math.min(params.rows, 20_000), seed,
    engine: (context.engine ?? undefined) as EngineName | undefined, signal,
    onEpoch: (phase, epoch, epochs, trainLoss, validLoss) => {
      context.progress({ phase: `${label}: ${name}, ${phase}`, step: epoch, totalSteps: epochs, epoch, totalEpochs: epochs });
      if (phase === 'choose') return;
      point('train/loss', epoch, trainLoss);
      if (validLoss !== null) point('valid/loss', epoch, validLoss);
    },
  }));
  return { kind: 'network', name, model };
}

export const engineOf = (members: readonly Member[]): FitResult['engine'] | null => members.map((m) => (m.kind === 'network' ? m.model.engine : null)).find((e) => e !== null) ?? null;
