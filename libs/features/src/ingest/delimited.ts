import { AppError, DATA_LIMITS, type ColumnSchema, type DataWarning } from '@bellwether/contracts';

export const DELIMITERS = [',', '\t', ';', '|'] as const;
const NAMES: Record<string, string> = { ',': 'comma', '\t': 'tab', ';': 'semicolon', '|': 'vertical bar' };
export const delimiterName = (delimiter: string): string => NAMES[delimiter] ?? JSON.stringify(delimiter);

/** The first records of a text, by RFC 4180 quoting; the last one may be cut off and is dropped unless the text is whole. */
export function firstRecords(text: string, delimiter: string, most: number, whole: boolean): string[][] {
  const records: string[][] = [];
  let record: string[] = [];
  let cell = '';
  let quoted = false;
  for (let i = 0; i < text.length && records.length < most; i++) {
    const c = text[i]!;
    if (quoted) {
      if (c !== '"') cell += c;
      else if (text[i + 1] === '"') cell += text[++i];
      else quoted = false;
    } else if (c === '"' && cell === '') quoted = true;
    else if (c === delimiter) {
      record.push(cell);
      cell = '';
    } else if (c === '\n' || c === '\r') {
      if (c === '\r' && text[i + 1] === '\n') i++;
      record.push(cell);
      if (record.length > 1 || record[0] !== '') records.push(record);
      record = [];
      cell = '';
    } else cell += c;
  }
  if (whole && records.length < most && (cell !== '' || record.length > 0)) records.push([...record, cell]);
  return records;
}

/**
 * The delimiter under which the first records agree best on their width.
 * @param declared what the caller says it is; believed unless it makes one column where another makes several
 * @throws AppError DATA_WRONG_DELIMITER
 */
export function chooseDelimiter(text: string, whole: boolean, declared: string | null, fileName: string): string {
  const scored = DELIMITERS.map((delimiter) => {
    const widths = firstRecords(text, delimiter, 50, whole).map((r) => r.length);
    const header = widths[0] ?? 1;
    const agree = widths.filter((w) => w === header).length / Math.max(1, widths.length);
    return { delimiter, header, score: header > 1 ? agree * Math.log2(header + 1) : 0 };
  });
  const best = scored.reduce((a, b) => (b.score > a.score ? b : a));
  if (declared !== null) {
    const mine = scored.find((s) => s.delimiter === declared);
    if ((mine?.header ?? firstRecords(text, declared, 1, whole)[0]?.length ?? 1) > 1 || best.header === 1) return declared;
    throw new AppError({ code: 'DATA_WRONG_DELIMITER', message: `expected columns separated by ${delimiterName(declared)} in ${fileName}, received a single column; ${delimiterName(best.delimiter)} would make ${best.header}`, fix: `leave the delimiter out, or say ${delimiterName(best.delimiter)}`, context: { declared, found: best.delimiter } });
  }
  const only = best.header === 1 ? (firstRecords(text, ',', 1, whole)[0]?.[0] ?? '') : '';
  const odd = ['^', '~', ':', '\u0001', '§'].find((mark) => only.includes(mark));
  if (odd && only.split(odd).length > 2)
    throw new AppError({ code: 'DATA_WRONG_DELIMITER', message: `expected columns separated by comma, tab, semicolon or vertical bar in ${fileName}, received one column named ${JSON.stringify(only.slice(0, 80))}`, fix: `say that the delimiter is ${JSON.stringify(odd)}, or export with commas`, context: { found: odd } });
  return best.header > 1 ? best.delimiter : ',';
}

/**
 * Names that can be used: empty ones are numbered, repeated ones get a suffix, both with a warning.
 * @throws AppError DATA_TOO_MANY_COLUMNS
 */
export function usableNames(header: string[]): { columns: Omit<ColumnSchema, 'type'>[]; warnings: DataWarning[] } {
  if (header.length > DATA_LIMITS.columns)
    throw new AppError({ code: 'DATA_TOO_MANY_COLUMNS', message: `expected at most ${DATA_LIMITS.columns} columns, received ${header.length}`, fix: 'keep the columns that say something about the customer, or turn repeated columns into rows', context: { columns: header.length } });
  const taken = new Set(header.map((h) => h.trim()).filter(Boolean));
  const seen = new Set<string>();
  const warnings: DataWarning[] = [];
  const columns = header.map((raw, i) => {
    // control characters would break exports and terminals
    const clean = raw.replace(/^\ufeff/, '').replace(/\p{Cc}+/gu, ' ').trim();
    let name = clean || `column_${i + 1}`;
    for (let n = 2; seen.has(name) || (name !== clean && taken.has(name)); n++) name = `${clean || `column_${i + 1}`}_${n}`;
    seen.add(name);
    if (name === raw) return { name };
    const reason = clean === '' ? 'has no name' : seen.has(clean) && name !== clean ? 'has a name that is taken already' : 'has a name with characters that were taken out';
    if (name !== raw.trim()) warnings.push({ code: 'column-renamed', severity: 'warning', column: name, message: `column ${i + 1} ${reason}: it is called "${name}"`, fix: 'name the column in the source to keep its name from file to file', context: { original: raw.slice(0, 200), position: i + 1 } });
    return { name, originalName: raw.slice(0, 200) };
  });
  return { columns, warnings };
}
