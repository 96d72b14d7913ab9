/** Characters of one part: well within the body limit of the server, in any encoding of it. */
const PART_CHARACTERS = 250_000;
/** Rows of one part; the server takes 5,000. */
const PART_ROWS = 4000;

/** Cuts CSV text into parts that each begin with the header, at row ends that are outside quotes. `rows` is the number of data rows before each part. */
export function csvParts(text: string, limits: { characters?: number; rows?: number } = {}): { csv: string; rowsBefore: number; rows: number }[] {
  const { characters = PART_CHARACTERS, rows: most = PART_ROWS } = limits;
  const lines = records(text.replace(/^\uFEFF/, ''));
  const header = lines[0];
  if (header === undefined) return [];
  const parts: { csv: string; rowsBefore: number; rows: number }[] = [];
  let part: string[] = [];
  let size = 0;
  let sent = 0;
  const flush = () => {
    if (part.length === 0) return;
    parts.push({ csv: [header, ...part].join('\n'), rowsBefore: sent, rows: part.length });
    sent += part.length;
    part = [];
    size = 0;
  };
  for (const line of lines.slice(1)) {
    if (part.length >= most || size + line.length > characters) flush();
    part.push(line);
    size += line.length + 1;
  }
  flush();
  return parts.length === 0 ? [{ csv: header, rowsBefore: 0, rows: 0 }] : parts;
}

function records(text: string): string[] {
  const out: string[] = [];
  let start = 0;
  let quoted = false;
  for (let i = 0; i <= text.length; i++) {
    const c = text[i];
    if (c === '"') quoted = !quoted;
    if ((c === '\n' && !quoted) || i === text.length) {
      const line = text.slice(start, i).replace(/\r$/, '');
      if (line.trim() !== '') out.push(line);
      start = i + 1;
    }
  }
  return out;
}
