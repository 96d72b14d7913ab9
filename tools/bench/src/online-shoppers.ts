import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { AppError, type ColumnRoles } from '@bellwether/contracts';
import type { ColumnTable, TableColumn } from '@bellwether/features';

/** The columns that are codes or words; the other ten are numbers. */
const CATEGORIES = new Set(['Month', 'OperatingSystems', 'Browser', 'Region', 'TrafficType', 'VisitorType', 'Weekend']);
const TARGET = 'Revenue';
const ROWS = 12_330;

/** UCI Online Shoppers as a table: a plain comma-separated file without quotes. @throws AppError DATA_UNREADABLE */
export function readOnlineShoppers(path: string): { table: ColumnTable; roles: ColumnRoles } {
  const bytes = readFileSync(path);
  const lines = (path.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8').trim().split(/\r?\n/);
  const names = lines[0]!.split(',');
  const cells = lines.slice(1).map((line) => line.split(','));
  if (cells.length !== ROWS || !names.includes(TARGET)) throw new AppError({ code: 'DATA_UNREADABLE', message: `expected the ${ROWS} rows of Online Shoppers with the column ${TARGET}, received ${cells.length} rows`, fix: 'pass the bundled sample with --sample' });
  const columns = names.map((name, k): TableColumn => {
    if (name === TARGET) return { name, type: 'boolean', values: Float64Array.from(cells, (row) => (row[k]!.toUpperCase() === 'TRUE' ? 1 : 0)) };
    return CATEGORIES.has(name) ? { name, type: 'string', values: cells.map((row) => row[k]!) } : { name, type: 'number', values: Float64Array.from(cells, (row) => Number(row[k])) };
  });
  const roles: ColumnRoles = Object.fromEntries(names.map((name) => [name, name === TARGET ? 'target' : CATEGORIES.has(name) ? 'category' : 'numeric']));
  return { table: { rows: cells.length, rowIndex: Int32Array.from(cells.keys(), (i) => i + 1), columns }, roles };
}
