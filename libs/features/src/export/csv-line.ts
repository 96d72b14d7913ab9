export type CsvCell = string | number | boolean | bigint | Date | null | undefined;

/** Spreadsheets run what starts with one of these: a quote in front makes it text. */
const FORMULA = /^[=+\-@\t\r]/;

/**
 * One line of RFC 4180 CSV, ended with CRLF. Texts that a spreadsheet would take for a formula get an apostrophe in front;
 * numbers are left alone.
 */
export function csvLine(cells: readonly CsvCell[]): string {
  return `${cells.map(csvCell).join(',')}\r\n`;
}

export function csvCell(cell: CsvCell): string {
  if (cell === null || cell === undefined) return '';
  if (typeof cell === 'number') return Number.isFinite(cell) ? String(cell) : '';
  if (cell instanceof Date) return cell.toISOString();
  if (typeof cell !== 'string') return String(cell);
  const safe = FORMULA.test(cell) && !isNumber(cell) ? `'${cell}` : cell;
  return /[",\r\n]/.test(safe) || safe !== safe.trim() ? `"${safe.replace(/"/g, '""')}"` : safe;
}

const isNumber = (text: string): boolean => /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text);
