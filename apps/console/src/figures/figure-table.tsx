'use client';

import { useFormat } from '../ui/use-format';
import { cn } from '../ui/cn';
import { columnDecimals, type FigureTable } from './prepare';

/** The numbers behind a figure. Only the first thousand rows are shown; the CSV has all. */
export function FigureTableView({ table, label, maxHeight }: { table: FigureTable; label: string; maxHeight: number }) {
  const format = useFormat();
  // a column of numbers stays one where a number is missing
  const numeric = table.columns.map((_, i) => table.rows.some((row) => typeof row[i] === 'number'));
  const decimals = table.columns.map((_, i) => columnDecimals(table.rows.map((row) => row[i])));
  return (
    <div className="scroll-thin overflow-auto rounded-md border" style={{ maxHeight }} tabIndex={0} role="region" aria-label={label}>
      <table className="w-full text-table">
        <thead className="sticky top-0 bg-sunken text-left text-xs text-muted">
          <tr>
            {table.columns.map((name, i) => (
              <th key={i} scope="col" className={cn('whitespace-nowrap px-3 py-1.5 font-medium', numeric[i] && 'text-right')}>
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {table.rows.slice(0, 1000).map((row, r) => (
            <tr key={r} className="border-t">
              {row.map((cell, i) => (
                <td key={i} className={cn('px-3 py-1', numeric[i] && 'tabular text-right')}>
                  {typeof cell === 'number' ? (decimals[i] === null ? format.number(cell) : format.fixed(cell, decimals[i]!)) : (cell ?? '–')}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
