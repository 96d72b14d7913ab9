import type { ColumnRoles } from '@bellwether/contracts';
import type { ColumnTable } from '../table';

export type FutureColumn = { column: string; timeColumn: string; rows: number };

/**
 * Inputs that lie after the moment of their own row: known only later, so a model that sees them knows the future.
 * Looks at every date or timestamp column that would be an input, against the column whose role is time.
 */
export function futureColumns(table: ColumnTable, roles: ColumnRoles): FutureColumn[] {
  const time = table.columns.find((c) => roles[c.name] === 'time');
  if (!time || time.type === 'string') return [];
  return table.columns.flatMap((column) => {
    if (column === time || (column.type !== 'date' && column.type !== 'timestamp') || (roles[column.name] !== 'numeric' && roles[column.name] !== 'category')) return [];
    let rows = 0;
    for (let i = 0; i < table.rows; i++) if (column.values[i]! > time.values[i]!) rows++;
    return rows > 0 ? [{ column: column.name, timeColumn: time.name, rows }] : [];
  });
}
