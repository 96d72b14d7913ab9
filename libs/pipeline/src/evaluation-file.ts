import { AppError } from '@bellwether/contracts';
import type { EvaluationRows } from '@bellwether/tasks';

const MAGIC = 0x42574556;
/** With named columns beside the three that every family has. */
const MAGIC_NAMED = 0x42574557;

/**
 * Layout, little endian. Without extra columns: magic u32, rows u32, y f64[rows], score f64[rows], rowIndex i32[rows].
 * With them: magic u32, rows u32, bytes of the names u32, 0 u32, names as JSON padded to 8 bytes, then y, score and each extra column as f64[rows], rowIndex i32[rows].
 */
export function encodeEvaluation(rows: EvaluationRows): Uint8Array {
  const n = rows.y.length;
  const names = Object.keys(rows.extra ?? {}).sort();
  const json = new TextEncoder().encode(JSON.stringify(names));
  const head = names.length === 0 ? 8 : 16 + padded(json.length);
  const columns = [rows.y, rows.score, ...names.map((name) => rows.extra![name]!)];
  const out = new ArrayBuffer(head + columns.length * n * 8 + n * 4);
  new Uint32Array(out, 0, 2).set([names.length === 0 ? MAGIC : MAGIC_NAMED, n]);
  if (names.length > 0) {
    new Uint32Array(out, 8, 1)[0] = json.length;
    new Uint8Array(out, 16, json.length).set(json);
  }
  columns.forEach((column, k) => new Float64Array(out, head + k * n * 8, n).set(column));
  new Int32Array(out, head + columns.length * n * 8, n).set(rows.rowIndex);
  return new Uint8Array(out);
}

const padded = (bytes: number): number => Math.ceil(bytes / 8) * 8;

/** @throws AppError MODEL_ARTIFACT_INVALID */
export function decodeEvaluation(bytes: Uint8Array): EvaluationRows {
  const copy = bytes.slice().buffer; // aligned
  const [magic, n] = copy.byteLength >= 16 || bytes.length === 8 ? new Uint32Array(copy, 0, 2) : [0, 0];
  const names = magic === MAGIC_NAMED ? readNames(copy) : [];
  const head = magic === MAGIC_NAMED ? 16 + padded(new Uint32Array(copy, 8, 1)[0]!) : 8;
  if ((magic !== MAGIC && magic !== MAGIC_NAMED) || copy.byteLength !== head + (2 + names.length) * n! * 8 + n! * 4) throw invalid(copy);
  const column = (k: number) => new Float64Array(copy, head + k * n! * 8, n);
  const rows: EvaluationRows = { y: column(0), score: column(1), rowIndex: new Int32Array(copy, head + (2 + names.length) * n! * 8, n) };
  return names.length === 0 ? rows : { ...rows, extra: Object.fromEntries(names.map((name, k) => [name, column(2 + k)])) };
}

function readNames(copy: ArrayBuffer): string[] {
  const length = new Uint32Array(copy, 8, 1)[0]!;
  if (16 + length > copy.byteLength) throw invalid(copy);
  return JSON.parse(new TextDecoder().decode(new Uint8Array(copy, 16, length))) as string[];
}

const invalid = (copy: ArrayBuffer) => new AppError({ code: 'MODEL_ARTIFACT_INVALID', message: `The artifact of this run cannot be read: expected evaluation rows, received ${copy.byteLength} other bytes.`, fix: 'Run the training again.' });

/** The same rows in another order, or fewer of them; null when one of those asked for is not there. */
export function takeEvaluation(rows: EvaluationRows, rowIndex: Int32Array): EvaluationRows | null {
  const place = new Map(Array.from(rows.rowIndex, (row, i) => [row, i]));
  if (!rowIndex.every((row) => place.has(row))) return null;
  const take = (values: Float64Array): Float64Array => Float64Array.from(rowIndex, (row) => values[place.get(row)!]!);
  return { ...rows, rowIndex, y: take(rows.y), score: take(rows.score), ...(rows.extra ? { extra: Object.fromEntries(Object.entries(rows.extra).map(([name, values]) => [name, take(values)])) } : {}) };
}
