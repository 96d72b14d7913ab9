import { FORECAST_LEVELS } from '@bellwether/metrics';
import { chooseEngine, fitNetwork, nhitsProgram, tideProgram, Xoshiro128, type FitOptions, type FitResult, type HorizonOptions, type EngineName, type TrainingEngine, type TrainingProgram } from '@bellwether/model';
import type { Panel } from '../panel';
import type { SeriesForecast } from '../series';
import { withUnplanned, type Question } from './panel-features';
import { covariateWidth, networkWindows, staticWidth, windowSpec, type WindowSpec } from './network-windows';

export type NetworkKind = 'tide' | 'nhits';
export type NetworkOptions = {
  kind: NetworkKind;
  hidden: number;
  epochs: number;
  batchSize: number;
  learningRate: number;
  dropout: number;
  /** windows to learn from, at most */
  rows: number;
  seed: number;
  /** undefined: the best that is there */
  engine: EngineName | undefined;
  signal?: AbortSignal;
  /** `choose` finds how many epochs, `keep` trains on everything for so many */
  onEpoch?(phase: 'choose' | 'keep', epoch: number, epochs: number, trainLoss: number, validLoss: number | null): void;
};
export type NetworkModel = { kind: NetworkKind; spec: WindowSpec; hidden: number; dropout: number; weights: Record<string, Float32Array>; engine: FitResult['engine']; bestEpoch: number; parameters: number };

/** An origin must have seen so many steps. */
const MIN_HISTORY = 6;
/** The newest steps are seen in the second fit alone: one epoch would hardly touch them. */
const MIN_EPOCHS = 4;

function programOf(kind: NetworkKind, spec: WindowSpec, hidden: number, dropout: number, seed: number): TrainingProgram {
  const shape: HorizonOptions = {
    lookback: spec.lookback, horizon: spec.horizon, covariates: covariateWidth(spec), statics: staticWidth, dictionaries: spec.dictionaries.map((d) => d.levels.length + 1), levels: [...FORECAST_LEVELS], dropout, seed,
    optimizer: { kind: 'adamw', weightDecay: 1e-4, clip: { norm: 1 } },
  };
  return kind === 'tide' ? tideProgram({ ...shape, hidden }) : nhitsProgram({ ...shape, hidden });
}

function origins(panel: Panel, until: number, most: number, random: Xoshiro128): Pick<Question, 'series' | 'origin' | 'unplanned'>[] {
  const all = panel.series.flatMap((s, series): Pick<Question, 'series' | 'origin' | 'unplanned'>[] => {
    const from = s.y.findIndex((v) => !Number.isNaN(v));
    if (from < 0) return [];
    return Array.from({ length: Math.max(0, until - from - MIN_HISTORY) }, (_, k) => ({ series, origin: from + MIN_HISTORY + k }));
  });
  const asked = all.length <= most ? all : all.filter(() => random.uniform() < most / all.length);
  return panel.series.some((s) => Object.keys(s.known).length > 0) ? withUnplanned(asked, random) : asked;
}

/**
 * A network for all series. The number of epochs is chosen on the last horizon before the origin, which the first fit does not see; the second fit sees everything for so many epochs.
 * @throws AppError DATA_TOO_SHORT, RUN_CANCELLED, MODEL_DIVERGED
 */
export async function trainNetwork(panel: Panel, options: NetworkOptions): Promise<NetworkModel> {
  const spec = windowSpec(panel);
  const random = Xoshiro128.fromSeed(options.seed, 17);
  const cut = panel.length - Math.max(1, Math.min(panel.horizon, Math.floor((panel.length - MIN_HISTORY) / 3)));
  const early: Panel = { ...panel, series: panel.series.map((s) => ({ ...s, y: s.y.map((v, t) => (t >= cut ? Number.NaN : v)) })) };
  const train = networkWindows(early, spec, origins(panel, cut, options.rows, random));
  const valid = networkWindows(panel, spec, panel.series.map((_, series) => ({ series, origin: cut })));
  const program = programOf(options.kind, spec, options.hidden, options.dropout, options.seed);
  const { engine } = await chooseEngine(options.engine);
  const fit = (data: typeof train, epochs: number, more: Partial<FitOptions>) => fitNetwork({
    program, engine, train: { inputs: data.inputs, rows: data.rows }, epochs, batchSize: Math.min(options.batchSize, data.rows), schedule: { kind: 'cosine', rate: options.learningRate }, seed: options.seed, signal: options.signal, ...more,
  });
  const chosen = await fit(train, options.epochs, {
    valid: { inputs: valid.inputs, rows: valid.rows }, earlyStopping: { monitor: 'loss', mode: 'min', patience: Math.max(4, Math.round(options.epochs / 4)) },
    onEpoch: (e) => options.onEpoch?.('choose', e.epoch, e.epochs, e.trainLoss, e.validLoss),
  });
  const all = networkWindows(panel, spec, origins(panel, panel.length, options.rows, random));
  const result = await fit(all, Math.max(MIN_EPOCHS, chosen.bestEpoch), {
    onEpoch: (e) => options.onEpoch?.('keep', e.epoch, e.epochs, e.trainLoss, null),
  });
  return { kind: options.kind, spec, hidden: options.hidden, dropout: options.dropout, weights: result.weights, engine: result.engine, bestEpoch: chosen.bestEpoch, parameters: program.variables.reduce((n, v) => n + v.init.length, 0) };
}

/** @returns one forecast a series of the panel, at the panel's end */
export async function forecastNetwork(model: NetworkModel, panel: Panel, engine?: TrainingEngine): Promise<SeriesForecast[]> {
  const program = programOf(model.kind, model.spec, model.hidden, model.dropout, 0);
  const on = engine ?? (await chooseEngine()).engine;
  const windows = networkWindows(panel, model.spec, panel.series.map((_, series) => ({ series, origin: panel.length })));
  const session = await on.open(program, { seed: 0 });
  try {
    session.importState({ ...session.exportState(), variables: { ...session.exportState().variables, ...model.weights } });
    const out = await session.predict(windows.inputs, windows.rows);
    const { horizon } = model.spec;
    const width = FORECAST_LEVELS.length + 1;
    const cell = (r: number, h: number, k: number): number => Math.max(0, out[(r * horizon + h) * width + k]! * windows.scale[r]!);
    return panel.series.map((_, r) => ({
      mean: Float64Array.from({ length: horizon }, (__, h) => cell(r, h, width - 1)),
      quantiles: FORECAST_LEVELS.map((__, k) => Float64Array.from({ length: horizon }, (___, h) => cell(r, h, k))),
    }));
  } finally {
    session.dispose();
  }
}
