export { chooseEngine } from './engine/choose-engine';
export type { EngineChoice, EngineTrial } from './engine/choose-engine';
export type {
  BatchArray, EngineName, Evaluation, InputSpec, StepBatches, StepContext, TrainingEngine, TrainingProgram, TrainingSession, TrainingState, VariableSpec,
} from './engine/training-engine';
export { fitNetwork } from './fit/fit-network';
export { DivergedError } from './fit/divergence';
export type { Checkpointing, EarlyStopping, EpochProgress, EpochRecord, FitData, FitOptions, FitResult, StepProgress } from './fit/fit-options';
export { logisticProgram, mlpProgram, parameterCount } from './program/mlp-program';
export type { MlpOptions, OutputLoss } from './program/mlp-program';
export { ACTIVATIONS, activate } from './layer/activation';
export type { ActivationName } from './layer/activation';
export { dense } from './layer/dense';
export { dropout } from './layer/dropout';
export { embedding } from './layer/embedding';
export { layerNorm } from './layer/layer-norm';
export { sequential } from './layer/layer';
export type { Layer } from './layer/layer';
export { multiHeadAttention } from './layer/attention';
export { columnScale, gated, positions, residual, residualBlock, transformerBlock } from './layer/blocks';
export { periodicEmbedding, piecewiseLinearEmbedding } from './layer/numeric-embedding';
export { batchEnsemble, ensembleAdapter, memberDense } from './layer/batch-ensemble';
export {
  binaryCrossEntropy, categoricalCrossEntropy, discreteHazard, huber, meanAbsoluteError, meanSquaredError, pinball, sampledSoftmax, tweedie, weightedMean,
} from './loss/losses';
export type { OptimizerKind, OptimizerSpec } from './optimizer/optimizer-spec';
export { checkSchedule, rateAt } from './schedule/schedule';
export type { ScheduleFrame, ScheduleSpec } from './schedule/schedule';
export { Xoshiro128 } from './random/xoshiro';
export type { RandomState } from './random/xoshiro';
export { epochOrder } from './random/epoch-order';
export { initialize } from './random/initializers';
export type { InitializerName } from './random/initializers';
export { decodeNetwork, encodeNetwork, withWeights } from './artifact/network-artifact';
export type { NetworkArtifact } from './artifact/network-artifact';
export { decodeTensorFile, encodeTensorFile } from './artifact/tensor-file';
export type { TensorFile, TensorFileEntry } from './artifact/tensor-file';
export { trainGbdt } from './gbdt/train-gbdt';
export type { GbdtResult, GbdtRound, GbdtSet, GbdtState, TrainGbdtOptions } from './gbdt/train-gbdt';
export { decodeGbdt, encodeGbdt, gbdtMargins, gbdtPredict } from './gbdt/gbdt-model';
export { decodeGbdtState, encodeGbdtState } from './gbdt/gbdt-checkpoint';
export { GBDT_DEFAULTS } from './gbdt/gbdt-types';
export type { GbdtColumn, GbdtFeature, GbdtModel, GbdtObjective, GbdtParams, GbdtTable, GbdtTree } from './gbdt/gbdt-types';
export { treeShap } from './gbdt/tree-shap';
