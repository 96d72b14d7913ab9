import type { EventTask, EventTaskResult } from '../event/event-tasks';
import type { TableTask, TableTaskResult } from '../task/table-tasks';
import type { ColumnRoles, ColumnSchema, DatasetChanges, DatasetProfile, DataWarning, FileFormat } from '@bellwether/contracts';

/** What a data child is asked to do. Paths are the only thing that crosses; rows stay in files. */
export type DataTask =
  | { kind: 'ingest'; file: string; fileName: string; outDir: string; workDir: string; delimiter: string | null; limits: TaskLimits }
  | { kind: 'profile'; table: string; columns: ColumnSchema[]; roles: ColumnRoles; workDir: string; limits: TaskLimits }
  | { kind: 'changes'; base: { versionId: string; table: string; columns: ColumnSchema[] }; next: { table: string; columns: ColumnSchema[] }; workDir: string; limits: TaskLimits }
  | { kind: 'rows'; table: string; columns: ColumnSchema[]; offset: number; limit: number; search: string; sort: { column: string; descending: boolean } | null; workDir: string; limits: TaskLimits }
  | EventTask
  | TableTask;

/** MiB, threads, seconds. */
export type TaskLimits = { memoryMb: number; threads: number; seconds: number };

export type IngestResult = {
  format: FileFormat; compressed: boolean; rowCount: number; columnCount: number; rejectedCount: number;
  columns: ColumnSchema[]; profile: DatasetProfile; warnings: DataWarning[]; roles: ColumnRoles;
  /** Parquet of the accepted rows; the column __row is the 1-based source row */
  tablePath: string;
  /** CSV: row, reason, raw */
  rejectedPath: string | null;
};
export type RowsPage = { total: number; rows: (string | number | boolean | null)[][] };
export type TaskResult<T extends DataTask> = T extends { kind: 'ingest' } ? IngestResult : T extends { kind: 'profile' } ? { profile: DatasetProfile; warnings: DataWarning[] } : T extends { kind: 'changes' } ? DatasetChanges : T extends EventTask ? EventTaskResult<T> : T extends TableTask ? TableTaskResult<T> : RowsPage;

export type ChildMessage =
  | { type: 'progress'; phase: string; fraction: number | null }
  | { type: 'result'; result: unknown }
  | { type: 'error'; error: { code: string; message: string; fix: string; context?: Record<string, unknown> } };
