import type { ColumnRole, ColumnRoles, ColumnSchema, DatasetProfile, DecisionPage, EngineInfo, Figure, InputRow, Localized, MetricEstimate, MetricSpec, ModelSignature, PairedDifference, PredictionInterval, PredictionWait, PredictionWarning, RunSummaryData } from '@bellwether/contracts';
import type { ColumnTable } from '@bellwether/features';
import type { z } from 'zod';

/** What shared code may ask about a family in place of its name. */
export type FamilyTraits = {
  /** none: the rows themselves are what is predicted, such as events or sales */
  target: 'binary' | 'numeric' | 'none';
  output: 'probability' | 'value' | 'ranking' | 'quantiles';
  /** the metric that gates compare by default */
  primaryMetric: string;
  /** roles that the data must name: which family fits a dataset is read from these */
  needs: readonly ColumnRole[];
  /** where a person acts on it; null: nowhere yet */
  decision: DecisionPage | null;
  /** how it is seen whether it came true. scores: each stored score matures with an outcome; own: the family's decision page shows it */
  realised: 'scores' | 'own';
};

/** The names that a table's columns have for a family's roles. @returns the first column with the role */
export const columnWithRole = (roles: ColumnRoles, role: ColumnRole): string | undefined => Object.keys(roles).find((name) => roles[name] === role);

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
  /** a file of the artifact store by its SHA-256, with the hash checked; absent outside the product */
  readFile?(sha256: string): Promise<Uint8Array>;
  /** durable when it resolves; throws STALE_FENCE when another attempt owns the run */
  saveCheckpoint(step: number, bytes: Uint8Array): Promise<void>;
  /** at most a few a second; step counts optimiser steps or rounds over the whole run */
  progress(p: { phase: string; step: number; totalSteps: number; epoch?: number; totalEpochs?: number }): void;
  /** one point of a live curve, for example ('train/loss', 120, 0.31) */
  metric(key: string, step: number, value: number): void;
  log(level: 'debug' | 'info' | 'warn' | 'error', message: string): void;
  /** engine asked for, null: the best that is there */
  engine: string | null;
  /** what the caller knows of this run (ids, versions), kept inside the model file */
  provenance?: Record<string, string>;
  /** processor threads it may use; results do not depend on it. Absent: one */
  threads?: number;
};

/** The frozen rows a run was measured on: what paired comparisons need. */
export type EvaluationRows = {
  /** 1-based source rows @shape [rows] */
  rowIndex: Int32Array;
  /** what happened: a label, a value, or 1 where the row itself is what was to be found @shape [rows] */
  y: Float64Array;
  /** what the model said of it: a probability, a value, one over a rank @shape [rows] */
  score: Float64Array;
  /** chosen on validation rows; metrics at the best threshold are compared only where both sides have one */
  threshold?: number | null;
  /** whatever else the family's own comparison needs, by name: quantiles, the list or series of a row @shape each: [rows] */
  extra?: Record<string, Float64Array>;
};
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

export type Scored = { score: number; label: string | null; warnings: PredictionWarning[]; /** between what it should come to, where the family says so */ interval?: PredictionInterval; /** of a waiting time, where the model knows when */ wait?: PredictionWait };

/** A loaded model. Own it, dispose of it. */
export interface Predictor {
  readonly signature: ModelSignature;
  /** @throws AppError SIGNATURE_MISMATCH naming the fields when a row cannot be scored */
  predictRows(rows: InputRow[]): Promise<Scored[]>;
  /** the same over columns, for batches; no warnings */
  predictTable(table: ColumnTable): Promise<Float64Array>;
  /** the interval of a score, where it follows from the score alone: batches are scored by predictTable */
  intervalOf?(score: number): PredictionInterval;
  /** why this score: signed contribution of each input, largest first or in the order of the signature */
  explain(row: InputRow): Promise<{ feature: string; value: string; contribution: number }[]>;
  /**
   * For a model that needs more than the row to judge a row, such as what came before it. Absent: the frozen rows are scored by predictTable.
   * `columns` are those of the dataset that it must be given; `measure` answers for exactly these rows, in their order.
   */
  readonly evaluation?: { columns: readonly string[]; measure(table: ColumnTable, rows: EvaluationRows): Promise<EvaluationRows> };
  /** Answers a question of the family's `asks`. The caller has parsed the request by its schema. */
  ask?(name: string, request: unknown): Promise<unknown>;
  dispose(): void;
}

/** A question that a model answers beyond scoring rows of features: what to show, how much will sell. */
export type Ask = { title: Localized; input: z.ZodType; output: z.ZodType };

/** What a file from elsewhere says of itself; none of it was run. */
export type ImportedFile = {
  inputs: { name: string; type: string; /** null: open */ dims: (number | null)[] }[];
  outputs: ImportedFile['inputs'];
  nodes: number;
  operators: string[];
  /** numbers that are stored in it */
  weights: number;
  producer: string;
};

export type ModelImport<P> = {
  /** @unit bytes */
  readonly mostBytes: number;
  /** Looks through the file at this path in a process of its own. @param sha256 what its bytes must hash to @throws AppError MODEL_ARTIFACT_INVALID */
  check(file: string, sha256?: string): Promise<ImportedFile>;
  /** SHA-256 of the file that the parameters name */
  fileOf(params: P): string;
  /** Where the parameters do not fit what the file says of itself. */
  issues(described: ImportedFile, params: P): ValidationIssue[];
  withFile(file: string, fileName: string, params: Record<string, unknown>): Record<string, unknown>;
};

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
  /**
   * What a search can go by. `objectives`: metrics that `summary.validation` has, the best to search by first. `curves`: live curves on
   * validation rows by which a trial can be ended early, each with one point an epoch or so. Absent: the family cannot be searched.
   */
  readonly search?: { objectives: readonly string[]; curves: readonly { key: string; better: 'higher' | 'lower' }[] };
  /** its models are made elsewhere and brought in as files: no launch form offers it */
  readonly imports?: ModelImport<P>;
  /** named starting points for the launch form, for example logistic and MLP */
  readonly presets: readonly { id: string; title: Localized; description: Localized; params: Record<string, unknown> }[];
  /** by name; shared code finds a family by what it can be asked, never by its id */
  readonly asks?: Readonly<Record<string, Ask>>;
  validate(params: P, facts: DatasetFacts): ValidationIssue[];
  estimateCost(params: P, facts: DatasetFacts): CostEstimate;
  /**
   * The same protocol (split, columns, evaluation) with the cheapest model there is, for controls such as training on shuffled labels.
   * Absent: the controls are skipped, and the leak report says so.
   */
  control?(params: P): P;
  train(context: TrainContext<P>): Promise<TrainedModel>;
  /** the files of a trained model, or the one `.onnx` file among them alone */
  load(artifact: ArtifactFile[]): Promise<Predictor>;
  /** paired bootstrap on the same rows, all metrics of the family */
  compare(candidate: EvaluationRows, baseline: EvaluationRows, options: { metrics: string[]; replicates: number; seed: number }): PairedDifference[];
  /** metrics and figures of matured predictions: realised performance. Asked where traits.realised is scores. */
  evaluate(rows: { y: Float64Array; score: Float64Array }, options: { replicates: number; seed: number }): { metrics: Record<string, MetricEstimate>; figures: Figure[] };
}
