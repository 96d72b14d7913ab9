import { csvLine } from './csv-line';

describe('csvLine', () => {
  it('disarms what a spreadsheet would run, and leaves numbers alone', () => {
    expect(csvLine(['=cmd|calc', '+1+1', '-2', '@x', '\tx', -2, 1e-7])).toBe("'=cmd|calc,'+1+1,-2,'@x,'\tx,-2,1e-7\r\n");
  });

  it('quotes separators, quotes, line ends and outer spaces', () => {
    expect(csvLine(['a,b', 'say "hi"', 'two\nlines', ' pad'])).toBe('"a,b","say ""hi""","two\nlines"," pad"\r\n');
  });

  it('writes nothing for what is missing or not finite', () => {
    expect(csvLine([null, undefined, NaN, Infinity, true])).toBe(',,,,true\r\n');
  });
});
