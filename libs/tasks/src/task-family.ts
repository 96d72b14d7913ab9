import type { ColumnRoles, ColumnSchema, DatasetProfile, EngineInfo, Figure, InputRow, Localized, MetricEstimate, MetricSpec, ModelSignature, PairedDifference, PredictionWarning, RunSummaryData } from '@bellwether/contracts';
import type { ColumnTable } from '@bellwether/features';
import type { z } from 'zod';

/** What shared code may ask about a family in place of its name. */
export type FamilyTraits = {
  target: 'binary' | 'numeric' | 'none';
  output: 'probability' | 'value' | 'ranking';
  /** the metric that gates compare by default */
  primaryMetric: string;
};

/** What can be known before a run starts. */
export type DatasetFacts = { rows: number; columns: ColumnSchema[]; roles: ColumnRoles; profile: DatasetProfile | null };
export type ValidationIssue = { path: string; code: string; message: string; fix: string };
export type CostEstimate = { seconds: number; memoryBytes: number; steps: number; sentence: Localized };

/** Handed to a family by whoever trains: the only world it may touch. */
export type TrainContext<P> = {
  params: P;
  table: ColumnTable;
  roles: ColumnRoles;
  seed: number;
  signal: AbortSignal;
  /** bytes of the newest checkpoint, or null on a first attempt */
  loadCheckpoint(): Promise<Uint8Array | null>;
  /** durable when it resolves; throws STALE_FENCE when another attempt owns the run */
  saveCheckpoint(step: number, bytes: Uint8Array): Promise<void>;
  /** at most a few a second; step counts optimiser steps or rounds over the whole run */
  progress(p: { phase: string; step: number; totalSteps: number; epoch?: number; totalEpochs?: number }): void;
  /** one point of a live curve, for example ('train/loss', 120, 0.31) */
  metric(key: string, step: number, value: number): void;
  log(level: 'debug' | 'info' | 'warn' | 'error', message: string): void;
  /** engine asked for, null: the best that is there */
  engine: string | null;
};

/** The frozen rows a run was measured on: what paired comparisons need. */
export type EvaluationRows = { /** 1-based source rows */ rowIndex: Int32Array; y: Float64Array; score: Float64Array; /** chosen on validation rows; metrics at the best threshold are compared only where both sides have one */ threshold?: number | null };
export type ArtifactFile = { name: string; bytes: Uint8Array };

export type TrainedModel = {
  metrics: Record<string, MetricEstimate>;
  figures: Figure[];
  evaluation: EvaluationRows;
  /** source rows used to fit, so that a comparison can say what a champion had seen */
  trainRowIndex: Int32Array;
  signature: ModelSignature;
  artifact: ArtifactFile[];
  /** sha256 of the fitted view's canonical JSON */
  viewHash: string;
  engine: EngineInfo;
  summary: RunSummaryData;
  /** Markdown: what it is for, data, protocol, metrics, limits */
  card: string;
};

export type Scored = { score: number; label: string | null; warnings: PredictionWarning[] };

/** A loaded model. Own it, dispose of it. */
export interface Predictor {
  readonly signature: ModelSignature;
  /** @throws AppError SIGNATURE_MISMATCH naming the fields when a row cannot be scored */
  predictRows(rows: InputRow[]): Promise<Scored[]>;
  /** the same over columns, for batches; no warnings */
  predictTable(table: ColumnTable): Promise<Float64Array>;
  /** why this score: signed contribution of each input on the margin scale against the training medians */
  explain(row: InputRow): Promise<{ feature: string; value: string; contribution: number }[]>;
  dispose(): void;
}

/** One kind of prediction task. Adding a family touches its own folder alone. */
export interface TaskFamily<P = unknown> {
  readonly id: string;
  readonly title: Localized;
  readonly description: Localized;
  readonly traits: FamilyTraits;
  readonly metrics: readonly MetricSpec[];
  /**
   * zod schema with defaults for every field. `.meta({ title, titleZh, description, descriptionZh, group, groupZh, unit, advanced, order, visibleIf })`
   * on each field reaches the console through z.toJSONSchema; visibleIf is `{ path: value | value[] }`.
   */
  readonly params: z.ZodType<P>;
  /** named starting points for the launch form, for example logistic and MLP */
  readonly presets: readonly { id: string; title: Localized; description: Localized; params: Record<string, unknown> }[];
  validate(params: P, facts: DatasetFacts): ValidationIssue[];
  estimateCost(params: P, facts: DatasetFacts): CostEstimate;
  train(context: TrainContext<P>): Promise<TrainedModel>;
  load(artifact: ArtifactFile[]): Promise<Predictor>;
  /** paired bootstrap on the same rows, all metrics of the family */
  compare(candidate: EvaluationRows, baseline: EvaluationRows, options: { metrics: string[]; replicates: number; seed: number }): PairedDifference[];
  /** metrics and figures of matured predictions: realised performance */
  evaluate(rows: { y: Float64Array; score: Float64Array }, options: { replicates: number; seed: number }): { metrics: Record<string, MetricEstimate>; figures: Figure[] };
}
