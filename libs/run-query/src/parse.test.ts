import fc from 'fast-check';
import { parseRunQuery, printRunQuery, readRunQuery } from './index';

const error = (text: string) => {
  const parsed = parseRunQuery(text);
  if (parsed.ok) throw new Error(`expected an error in ${text}`);
  return parsed.error;
};

describe('reading a filter', () => {
  it.each([
    ['metrics.auc > 0.9 and (params.units in (50, 100) or tags.team = "crm")', 'metrics.auc > 0.9 and (params.units in (50, 100) or tags.team = "crm")'],
    ['NOT state=done OR  name ~ "^mlp"', 'not state = done or name ~ "^mlp"'],
    ['a', null],
    ['((favourite))', 'favourite = true'],
    ['not not archived', 'not not archived = true'],
    ['state = done and state = done or state = failed and seed = 1', 'state = done and state = done or state = failed and seed = 1'],
    ['(state = done or state = failed) and seed = 1', '(state = done or state = failed) and seed = 1'],
    ['params."learning rate" <= 1e-3', 'params."learning rate" <= 1e-3'],
    ["params.'a.b'.\"c\" = 'x y'", 'params."a.b".c = "x y"'],
    ['metrics.lift@10.lo >= 2', 'metrics.lift@10.lo >= 2'],
    ['metrics."val.hi" > 1', 'metrics."val.hi" > 1'],
    ['metrics.precision.best > 1', 'metrics.precision.best > 1'],
    ['created >= -7d and duration < 1h30m and cost.memory > 500MB', 'created >= -7d and duration < 1h30m and cost.memory > 500MB'],
    ['name contains "and"', 'name contains "and"'],
    ['tag != crm and tags not in (a, b)', 'tags != crm and tags not in (a, b)'],
    ['params.units exists and not params.units = null', 'params.units exists and not params.units = null'],
    ['"night build"', '"night build"'],
    ['name = "say \\"hi\\" \\\\"', 'name = "say \\"hi\\" \\\\"'],
    ['   ', ''],
  ])('%s prints as %s', (text, printed) => {
    if (printed === null) expect(parseRunQuery(text).ok).toBe(false);
    else expect(printRunQuery(readRunQuery(text))).toBe(printed);
  });

  it.each([
    ['metrics.auc > ', 14, 'unexpected-end', 'Expected a value, received the end.'],
    ['metrics.auc > high', 14, 'wrong-value', 'Expected a number such as 0.9 or 1e-3, received "high".'],
    ['stat = done', 0, 'unknown-field', 'Expected a field, received "stat". Did you mean state?'],
    ['state = don', 8, 'wrong-value', 'Expected one of queued, running, done, failed, cancelled, received "don". Did you mean done?'],
    ['metric_auc > 1', 0, 'unknown-field', null],
    ['state > done', 6, 'wrong-operator', 'Expected one of = != in not in after state, received >.'],
    ['(state = done', 13, 'unexpected-end', 'Expected and, or, or a closing ), received the end.'],
    ['state = done)', 12, 'unexpected', 'Expected AND, OR or the end, received a ) without its (.'],
    ['state = done state = failed', 13, 'unexpected', 'Expected and, or, or the end, received "state".'],
    ['name = "mlp', 7, 'unclosed-quote', 'Expected a closing ", received the end of the filter.'],
    ['params. = 1', 0, 'unknown-field', null],
    ['and state = done', 0, 'unexpected', 'Expected a field, received "and".'],
    ['created > 2026-02-30', 10, 'wrong-value', null],
    ['seed in 1', 8, 'unexpected', 'Expected ( and the values, received "1".'],
    ['seed in (1 2)', 11, 'unexpected', 'Expected a comma or ), received "2".'],
    ['cost.ram > 1', 0, 'unknown-field', null],
    ['name ! x', 5, 'unexpected', null],
  ])('%s fails at %i with %s', (text, at, code, message) => {
    const e = error(text);
    expect([e.from, e.code]).toEqual([at, code]);
    if (message) expect(e.message).toBe(message);
  });

  it.each([
    ['name ~ "(a"', 8, 'a ( without its )'],
    ['name ~ "a(?=b)"', 9, 'look-around and flags are not taken'],
    ['name ~ "(a)\\1"', 11, '\\1 is not taken'],
    ['name ~ "((a{50}){50}){50}"', 16, 'repeats multiply to more than 500'],
    ['name ~ "*a"', 8, 'nothing before * to repeat'],
    ['name ~ "[z-a]"', 9, 'a range that runs backwards'],
    ['name ~ "a{5,2}"', 9, 'a repeat that runs backwards'],
  ])('%s: the pattern is refused at %i', (text, at, why) => {
    const e = error(text);
    expect(e.code).toBe('bad-regex');
    expect([e.from, e.params.why]).toEqual([at, why]);
  });

  it('a filter of any size or depth is refused rather than followed', () => {
    expect(error('('.repeat(3000)).code).toBe('too-long');
    expect(error('not '.repeat(900)).code).toBe('too-long');
    expect(error(`seed = 1${' or seed = 1'.repeat(200)}`).code).toBe('too-long');
    expect(error('x'.repeat(5000)).code).toBe('too-long');
  });

  it('any text either reads or gives an error inside the text; what reads prints to what reads the same', () => {
    const words = ['state', 'metrics.auc', 'params.a.b', 'tags.team', 'name', 'created', 'duration', '=', '!=', '>', '~', 'in', '(', ')', ',', 'and', 'or', 'not', '"a b"', '0.5', 'done', '-7d', 'contains', 'exists', 'null', "'", '"', '\\', '.'];
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.array(fc.constantFrom(...words), { maxLength: 14 }).map((w) => w.join(' '))), (text) => {
        const parsed = parseRunQuery(text);
        if (!parsed.ok) {
          expect(parsed.error.from).toBeGreaterThanOrEqual(0);
          expect(parsed.error.to).toBeLessThanOrEqual(text.length);
          return;
        }
        const printed = printRunQuery(parsed.query);
        expect(printRunQuery(readRunQuery(printed))).toBe(printed);
      }),
      { numRuns: 2000 },
    );
  });
});
