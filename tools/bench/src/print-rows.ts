import { passes, type BenchRow } from './bench-row';

const WIDTH = 24;

const number = (v: number): string => (Math.abs(v) >= 1000 ? Math.round(v).toLocaleString('en') : Math.abs(v) >= 10 ? v.toFixed(1) : v.toFixed(4));

/** How far the value is along the larger of itself and its bar. */
function bar(row: BenchRow, largest: number): string {
  const filled = Math.max(0, Math.min(WIDTH, Math.round((WIDTH * row.value) / largest)));
  return '█'.repeat(filled).padEnd(WIDTH, '·');
}

/** A table for people; the JSON is for programs. */
export function printRows(rows: readonly BenchRow[], log: (line: string) => void): void {
  const columns = (row: BenchRow): string[] => [row.suite, row.case, row.subject, row.metric];
  const widths = [0, 1, 2, 3].map((k) => Math.max(...rows.map((row) => columns(row)[k]!.length), 4));
  for (const row of rows) {
    const alike = rows.filter((r) => r.metric === row.metric && r.unit === row.unit).map((r) => Math.max(r.value, r.bar?.at ?? 0));
    const passed = passes(row);
    const verdict = row.bar === undefined ? '' : `${passed === true ? 'ok  ' : 'MISS'} bar ${row.bar.must === 'reach' ? '≥' : '≤'} ${number(row.bar.at)}`;
    const peer = row.ratio === undefined ? '' : `${row.ratio.toFixed(2)}x ${row.peer ?? ''}`;
    log(`${columns(row).map((text, k) => text.padEnd(widths[k]!)).join('  ')}  ${bar(row, Math.max(...alike, 1e-12))}  ${number(row.value).padStart(10)} ${row.unit.padEnd(6)} ${[verdict, peer].filter((t) => t !== '').join('  ')}`.trimEnd());
  }
}
