import { csvParts } from './csv-parts';

test('every part has the header, no row is lost, doubled or cut inside quotes', () => {
  const rows = Array.from({ length: 25 }, (_, i) => (i === 7 ? `"a\nb ""c""",1` : `key${i},${i % 2}`));
  const parts = csvParts(['key,value', ...rows, ''].join('\r\n').replace('"a\nb', '"a\nb'), { rows: 4 });
  expect(parts.every((p) => p.csv.startsWith('key,value\n'))).toBe(true);
  expect(parts.map((p) => p.rowsBefore)).toEqual([0, 4, 8, 12, 16, 20, 24]);
  expect(parts.flatMap((p) => p.csv.slice('key,value\n'.length).split(/\n(?!b )/))).toEqual(rows);
});

test('parts stay below the size, and a header alone is sent to be refused with a reason', () => {
  const parts = csvParts(['h', ...Array.from({ length: 100 }, () => 'x'.repeat(99))].join('\n'), { characters: 1000 });
  expect(Math.max(...parts.map((p) => p.csv.length))).toBeLessThan(1100);
  expect(parts.reduce((n, p) => n + p.rows, 0)).toBe(100);
  expect(csvParts('only,header')).toEqual([{ csv: 'only,header', rowsBefore: 0, rows: 0 }]);
  expect(csvParts('')).toEqual([]);
});
