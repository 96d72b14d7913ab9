import { randomBytes } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { readTable } from '../read-table';
import { performTask } from './perform-task';
import { runTask } from './run-task';

let home: string;
beforeAll(async () => {
  home = await mkdtemp(path.join(os.tmpdir(), 'bellwether-ingest-'));
});
afterAll(() => rm(home, { recursive: true, force: true }));

let count = 0;
/** Reads the bytes with the very code of the child, in this process. */
async function ingest(content: string | Buffer, fileName = 'file.csv', delimiter: string | null = null) {
  const dir = path.join(home, String(++count));
  const file = path.join(home, `${count}.raw`);
  await writeFile(file, content);
  return performTask({ kind: 'ingest', file, fileName, outDir: path.join(dir, 'out'), workDir: path.join(dir, 'work'), delimiter, limits: { memoryMb: 512, threads: 2, seconds: 60 } }, () => undefined);
}
const refusal = (code: string, message?: RegExp) => expect.objectContaining({ code, fix: expect.any(String), ...(message ? { message: expect.stringMatching(message) } : {}) });

describe('files that hold no table are refused by name', () => {
  it('an empty file', () => expect(ingest('')).rejects.toEqual(refusal('DATA_EMPTY')));
  it('blank lines only', () => expect(ingest('\n \n\n')).rejects.toEqual(refusal('DATA_EMPTY')));
  it('a header without rows', () => expect(ingest('a,b,c\n')).rejects.toEqual(refusal('DATA_HEADER_ONLY', /3 columns/)));
  it('a ZIP archive renamed to csv', () => expect(ingest(Buffer.concat([Buffer.from([0x50, 0x4b, 3, 4]), randomBytes(200)]))).rejects.toEqual(refusal('DATA_FORMAT_MISMATCH', /ZIP/)));
  it('a ZIP archive inside gzip', () => expect(ingest(gzipSync(Buffer.concat([Buffer.from([0x50, 0x4b, 3, 4]), randomBytes(200)])), 'a.csv.gz')).rejects.toEqual(refusal('DATA_FORMAT_MISMATCH', /ZIP/)));
  it('binary bytes', () => expect(ingest(Buffer.from([1, 2, 0, 3, 0, 0, 7, 0]))).rejects.toEqual(refusal('DATA_FORMAT_MISMATCH')));
  it('a JSON array in place of JSON lines', () => expect(ingest('[{"a":1},{"a":2}]', 'a.json')).rejects.toEqual(refusal('DATA_FORMAT_MISMATCH', /array/)));
  it('a gzip file that is cut off', () => expect(ingest(gzipSync(`a,b\n${randomBytes(4000).toString('hex')},2\n`).subarray(0, 2000), 'a.csv.gz')).rejects.toEqual(refusal('DATA_UNREADABLE', /gzip/)));
  it('a Parquet file that is cut off', () => expect(ingest(Buffer.concat([Buffer.from('PAR1'), randomBytes(50)]), 'a.parquet')).rejects.toEqual(refusal('DATA_UNREADABLE', /Parquet/)));
  it('a gzip bomb, before it fills the disk', () => expect(ingest(gzipSync(Buffer.alloc(80 * 1024 ** 2, 'a')), 'a.csv.gz')).rejects.toEqual(refusal('DATA_BOMB', /unpack/)));
  it('5,000 columns', () => expect(ingest(`${Array.from({ length: 5000 }, (_, i) => `c${i}`).join(',')}\n${Array(5000).fill(1).join(',')}\n`)).rejects.toEqual(refusal('DATA_TOO_MANY_COLUMNS', /5000/)));
  it('every row ragged', () => expect(ingest('a,b\n1\n2\n3\n')).rejects.toEqual(refusal('DATA_ALL_REJECTED', /all 3/)));
});

describe('delimiters', () => {
  it('a declared delimiter that makes one column is refused, with the one that fits', () => expect(ingest('a;b;c\n1;2;3\n', 'x.csv', ',')).rejects.toEqual(refusal('DATA_WRONG_DELIMITER', /semicolon would make 3/)));
  it('an unknown delimiter is named', () => expect(ingest('a^b^c\n1^2^3\n')).rejects.toEqual(refusal('DATA_WRONG_DELIMITER', /a\^b\^c/)));
  it('semicolons, tabs and bars are found', async () => {
    for (const d of [';', '\t', '|']) expect((await ingest(`a${d}b\n1${d}"x${d}y"\n2${d}z\n`)).columns.map((c) => c.name)).toEqual(['a', 'b']);
  });
});

describe('rows that cannot be read are kept beside the table', () => {
  it('with their row in the source and the reason; the others keep their number', async () => {
    const bad = Buffer.concat([Buffer.from('a,b,c\n1,2,3\n4,5\n6,7,8,9\n"x\ny",1,2\n'), Buffer.from([0x31, 0x2c, 0xff, 0xfe, 0x2c, 0x33, 0x0a]), Buffer.from('7,8,9\n')]);
    const result = await ingest(bad);
    expect(result).toMatchObject({ rowCount: 3, rejectedCount: 3 });
    expect([...(await readTable(result.tablePath)).rowIndex]).toEqual([1, 4, 6]);
    const lines = (await readFile(result.rejectedPath!, 'utf8')).trim().split('\r\n');
    expect(lines[1]).toMatch(/^2,.*too few cells.*4,5/);
    expect(lines[2]).toMatch(/^3,.*too many cells/);
    expect(lines[3]).toMatch(/^5,.*invalid UTF-8/);
  });

  it('a 50 MB cell costs its row, not the file', async () => {
    const result = await ingest(Buffer.concat([Buffer.from('id,text\n1,short\n2,"'), Buffer.alloc(50 * 1024 ** 2, 'x'), Buffer.from('"\n3,end\n')]));
    expect(result).toMatchObject({ rejectedCount: 1 });
    expect([...(await readTable(result.tablePath)).rowIndex]).toEqual([1, 3]);
  });

  it('JSON lines: broken lines, arrays and nested values', async () => {
    const result = await ingest('{"a":1,"b":"x"}\nnot json\n[1]\n{"a":2.5,"c":{"d":1}}\n', 'events.jsonl');
    expect(result).toMatchObject({ rowCount: 2, rejectedCount: 2, format: 'jsonl' });
    expect(result.columns).toEqual([{ name: 'a', type: 'number' }, { name: 'b', type: 'string' }, { name: 'c', type: 'string' }]);
    expect([...(await readTable(result.tablePath)).rowIndex]).toEqual([1, 4]);
  });
});

describe('what a file may look like', () => {
  it('UTF-16 with and without a mark, and UTF-8 with one, read as the same table', async () => {
    const plain = 'name,n\nJosé,1\n李,2\n';
    for (const bytes of [Buffer.from(plain), Buffer.from(`\ufeff${plain}`), Buffer.from(`\ufeff${plain}`, 'utf16le'), Buffer.from(`\ufeff${plain}`, 'utf16le').swap16()]) {
      const result = await ingest(bytes);
      const [names] = (await readTable(result.tablePath)).columns;
      expect(result.columns.map((c) => c.name)).toEqual(['name', 'n']);
      expect(names!.values).toEqual(['José', '李']);
    }
  });

  it('duplicate and empty column names are made usable, and said', async () => {
    const result = await ingest('a,a,,a_2\n1,2,3,4\n');
    expect(result.columns.map((c) => c.name)).toEqual(['a', 'a_3', 'column_3', 'a_2']);
    expect(result.warnings.filter((w) => w.code === 'column-renamed').map((w) => w.column)).toEqual(['a_3', 'column_3']);
  });

  it('NaN, Infinity and missing tokens leave empty cells in a number column', async () => {
    const result = await ingest(`x,y\n${['1.5', 'NaN', 'Infinity', '-inf', 'NA', ''].map((v) => `${v},1`).join('\n')}\n2,1\n`);
    const [x] = (await readTable(result.tablePath)).columns;
    expect(x).toMatchObject({ type: 'number' });
    expect([...x!.values]).toEqual([1.5, NaN, NaN, NaN, NaN, NaN, 2]);
    expect(result.warnings).toContainEqual(expect.objectContaining({ code: 'not-finite', context: { cells: 2 } }));
  });

  it('a few values of another type become missing cells, counted', async () => {
    const result = await ingest(`n\n${Array.from({ length: 99 }, (_, i) => i).join('\n')}\noops\n`);
    expect(result.columns[0]!.type).toBe('integer');
    expect(result.warnings).toContainEqual(expect.objectContaining({ code: 'cells-not-of-type', column: 'n', context: { cells: 1, expected: 'numbers' } }));
  });

  it('dates of several forms become dates; the order of day and month is decided by the values', async () => {
    const result = await ingest('d,e\n2024-01-31,01/31/2024\n31/01/2024,12/30/2024\n1 Feb 2024,02/01/2024\n');
    const [d, e] = (await readTable(result.tablePath)).columns;
    expect([...d!.values].map((v) => new Date(v as number).toISOString().slice(0, 10))).toEqual(['2024-01-31', '2024-01-31', '2024-02-01']);
    expect([...e!.values].map((v) => new Date(v as number).toISOString().slice(0, 10))).toEqual(['2024-01-31', '2024-12-30', '2024-02-01']);
    expect(result.warnings).toContainEqual(expect.objectContaining({ code: 'date-forms-mixed', column: 'd' }));
  });

  it('an all-missing column and a target of one class are said before anybody trains', async () => {
    const result = await ingest(`empty,converted,v\n${Array.from({ length: 30 }, (_, i) => `,1,${i}`).join('\n')}\n`);
    expect(result.warnings).toContainEqual(expect.objectContaining({ code: 'all-missing', column: 'empty' }));
    expect(result.roles.empty).toBe('ignored');
    const again = await performTask({ kind: 'profile', table: result.tablePath, columns: result.columns, roles: { converted: 'target', v: 'numeric' }, workDir: path.join(home, 'again'), limits: { memoryMb: 512, threads: 1, seconds: 30 } }, () => undefined);
    expect(again.warnings).toContainEqual(expect.objectContaining({ code: 'target-one-class', severity: 'bad' }));
  });

  it('codes with leading zeros stay text', async () => {
    expect((await ingest('zip\n01234\n00077\n09999\n')).columns[0]!.type).toBe('string');
  });
});

describe('the child process', () => {
  const task = (file: string) => ({ kind: 'ingest' as const, file, fileName: 'big.csv', outDir: path.join(home, 'child-out'), delimiter: null });

  it('gives the same result as the code it runs, and its errors with code and fix', async () => {
    const file = path.join(home, 'child.raw');
    await writeFile(file, 'a,b\n1,x\n2,y\n');
    expect(await runTask(task(file), { workRoot: home })).toMatchObject({ rowCount: 2, columns: [{ name: 'a', type: 'integer' }, { name: 'b', type: 'string' }] });
    await writeFile(file, 'a,b\n');
    await expect(runTask(task(file), { workRoot: home })).rejects.toEqual(refusal('DATA_HEADER_ONLY'));
  });

  it('is killed at its deadline and by its caller, and leaves no files', async () => {
    const file = path.join(home, 'large.raw');
    await writeFile(file, `a,b,c\n${'1,2,three\n'.repeat(400_000)}`);
    await expect(runTask(task(file), { workRoot: home, limits: { seconds: 0.3 } })).rejects.toEqual(refusal('DATA_PARSER_LIMIT', /longer than/));
    const stop = new AbortController();
    const running = runTask(task(file), { workRoot: home, signal: stop.signal });
    setTimeout(() => stop.abort(), 300);
    await expect(running).rejects.toEqual(refusal('RUN_CANCELLED'));
  });
});
