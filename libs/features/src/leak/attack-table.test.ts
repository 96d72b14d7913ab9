import { readFileSync } from 'node:fs';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import { openFindings, type ColumnRoles, type LeakCheck, type LeakReport } from '@bellwether/contracts';
import type { ColumnTable, TableColumn } from '../table';
import { attackTable } from './attack-table';
import type { LeakInput } from './leak-input';
import { rankAuc } from './rank-auc';
import { rowPrints } from './row-prints';
import { shuffledTable } from './shuffled-label';

const SAMPLE = path.resolve(import.meta.dirname, '../../../../samples/online-shoppers/online_shoppers_intention.csv.gz');
const CATEGORIES = new Set(['Month', 'OperatingSystems', 'Browser', 'Region', 'TrafficType', 'VisitorType', 'Weekend']);

/** A generator that repeats itself everywhere. */
function random(seed: number): () => number {
  let z = seed;
  return () => {
    z = (z + 0x9e3779b9) | 0;
    let t = Math.imul(z ^ (z >>> 16), 0x21f0aaad);
    t = Math.imul(t ^ (t >>> 15), 0x735a2d97);
    return ((t ^ (t >>> 15)) >>> 0) / 0x100000000;
  };
}

function onlineShoppers(): LeakInput {
  const lines = gunzipSync(readFileSync(SAMPLE)).toString('utf8').trim().split('\n').map((l) => l.trim().split(','));
  const names = lines[0]!;
  const cells = lines.slice(1);
  const columns = names.map((name, k): TableColumn => (CATEGORIES.has(name) ? { name, type: 'string', values: cells.map((c) => c[k]!) } : { name, type: 'number', values: Float64Array.from(cells, (c) => (name === 'Revenue' ? Number(c[k] === 'TRUE') : Number(c[k]))) }));
  const roles: ColumnRoles = Object.fromEntries(names.map((n) => [n, n === 'Revenue' ? 'target' : CATEGORIES.has(n) ? 'category' : 'numeric']));
  return { ...split({ rows: cells.length, rowIndex: Int32Array.from(cells, (_, i) => i + 1), columns }), roles, inputs: names.filter((n) => n !== 'Revenue'), y: columns.at(-1)!.values as Float64Array, targetColumn: 'Revenue', testScore: null, split: 'random' };
}

function split(table: ColumnTable): { table: ColumnTable; train: Int32Array; test: Int32Array } {
  const r = random(3);
  const inTest = Array.from({ length: table.rows }, () => r() < 0.3);
  const where = (want: boolean) => Int32Array.from(inTest.flatMap((t, i) => (t === want ? [i] : [])));
  return { table, train: where(false), test: where(true) };
}

/** A table with a weak honest input, and whatever else is planted. */
function planted(rows: number, add: (y: Float64Array, r: () => number) => { columns: TableColumn[]; roles: ColumnRoles }, rate = 0.2): LeakInput {
  const r = random(11);
  const y = Float64Array.from({ length: rows }, () => Number(r() < rate));
  const honest: TableColumn = { name: 'visits', type: 'number', values: y.map((v) => (r() + r() + r() + r() + r() + r()) * 2 + v) };
  const more = add(y, r);
  const table = { rows, rowIndex: Int32Array.from({ length: rows }, (_, i) => i + 1), columns: [honest, ...more.columns, { name: 'bought', type: 'boolean' as const, values: y }] };
  const roles: ColumnRoles = { visits: 'numeric', ...more.roles, bought: 'target' };
  return { ...split(table), roles, inputs: Object.keys(roles).filter((n) => roles[n] === 'numeric' || roles[n] === 'category'), y, targetColumn: 'bought', testScore: null, split: 'random' };
}

const attack = (input: LeakInput): LeakReport => attackTable(input, { control: null });
const found = (report: LeakReport, check: LeakCheck) => report.findings.filter((f) => f.check === check);
const text = (values: (string | null)[], name: string): TableColumn => ({ name, type: 'string', values });

describe('Online Shoppers', () => {
  const input = onlineShoppers();
  const report = attack(input);

  it('PageValues is caught by name: alone it separates buyers, and the reason is said in both languages', () => {
    const [alarm] = found(report, 'single-feature');
    expect(alarm).toMatchObject({ key: 'single-feature:PageValues', severity: 'severe', column: 'PageValues' });
    expect(alarm!.evidence.auc).toBeGreaterThan(0.85);
    expect(alarm!.why.en).toContain('computed from the transactions');
    expect(alarm!.why.zh).toContain('交易');
  });

  it('PageValues is caught by its pure cells: not one buyer among thousands without it in February, March and May', () => {
    const [pure] = found(report, 'pure-cell');
    expect(pure).toMatchObject({ key: 'pure-cell:PageValues', severity: 'severe', column: 'PageValues' });
    expect(pure!.evidence).toMatchObject({ context: 'Month', positives: 0, value: '= 0' });
    expect(String(pure!.evidence.levels).split(', ').sort()).toEqual(expect.arrayContaining(['Mar', 'May']));
    expect(pure!.evidence.rows).toBeGreaterThan(2000);
  });

  it('nothing else is severe; without PageValues nothing stands in the way', () => {
    expect(new Set(openFindings(report, []).map((f) => f.column))).toEqual(new Set(['PageValues']));
    const without = attack({ ...input, inputs: input.inputs.filter((n) => n !== 'PageValues') });
    expect(openFindings(without, [])).toEqual([]);
    // what is left is said, not hidden: rates of the whole period
    expect(without.findings.filter((f) => f.check === 'future-feature').map((f) => f.column).sort()).toEqual(['BounceRates', 'ExitRates']);
  });

  it('every check has its line, and the report says what it cost', () => {
    expect(report.checks.map((c) => c.check)).toEqual(['single-feature', 'pure-cell', 'future-feature', 'entity-overlap', 'duplicate-rows', 'disguised-id', 'disguised-text', 'shuffled-label', 'split-order', 'shift-test', 'late-backfill']);
    expect(report.seconds).toBeLessThan(10);
    expect(report.rows.train + report.rows.test).toBe(12_330);
  });

  it('an accepted finding no longer stands in the way, the others do', () => {
    expect(openFindings(report, ['single-feature:PageValues']).map((f) => f.key)).toEqual(['pure-cell:PageValues']);
    expect(openFindings(report, ['single-feature:PageValues', 'pure-cell:PageValues'])).toEqual([]);
  });
});

describe('planted leaks', () => {
  it('an honest table has no finding', () => {
    const report = attack(planted(4000, (_, r) => ({ columns: [text(Array.from({ length: 4000 }, () => 'abcdefgh'[Math.floor(r() * 8)]!), 'shelf')], roles: { shelf: 'category' } })));
    expect(report.findings).toEqual([]);
    expect(report.checks.find((c) => c.check === 'single-feature')!.state).toBe('passed');
  });

  it('many levels that mean nothing do not look good by chance', () => {
    const report = attack(planted(3000, (_, r) => ({ columns: [text(Array.from({ length: 3000 }, () => `w${Math.floor(r() * 1500)}`), 'word')], roles: { word: 'category' } })));
    expect(report.findings).toEqual([]);
  });

  it('a category that knows the answer is caught though it has no order', () => {
    const report = attack(planted(3000, (y, r) => ({ columns: [text([...y].map((v) => (v ? (r() < 0.9 ? 'b' : 'c') : r() < 0.9 ? 'd' : 'a')), 'state')], roles: { state: 'category' } })));
    expect(found(report, 'single-feature')[0]).toMatchObject({ column: 'state', severity: 'severe' });
  });

  it('a number that knows the answer at both ends is caught though it does not rise with it', () => {
    const report = attack(planted(3000, (y, r) => ({ columns: [{ name: 'gap', type: 'number', values: Float64Array.from(y, (v) => (v ? (r() < 0.5 ? -1 - r() : 1 + r()) : r() - 0.5)) }], roles: { gap: 'numeric' } })));
    expect(found(report, 'single-feature')[0]).toMatchObject({ column: 'gap', severity: 'severe' });
  });

  it('a pure cell needs rows enough that chance cannot have made it', () => {
    // one in a hundred is positive: 500 rows without one are nothing
    const rare = attack(planted(6000, (_, r) => ({ columns: [text(Array.from({ length: 6000 }, () => 'abcdefgh'[Math.floor(r() * 8)]!), 'shelf')], roles: { shelf: 'category' } }), 0.01));
    expect(found(rare, 'pure-cell')).toEqual([]);
    const pure = attack(planted(6000, (y, r) => ({ columns: [text([...y].map((v) => (!v && r() < 0.3 ? 'never' : 'abc'[Math.floor(r() * 3)]!)), 'shelf')], roles: { shelf: 'category' } })));
    expect(found(pure, 'pure-cell')[0]).toMatchObject({ column: 'shelf', severity: 'severe', evidence: { positives: 0, value: '= never' } });
  });

  it('a feature that says it is known later, and a date that lies after its row, are refused by name', () => {
    const input = planted(1000, () => ({ columns: [{ name: 'at', type: 'timestamp', values: new Float64Array(1000).fill(1000) }, { name: 'delivered', type: 'timestamp', values: new Float64Array(1000).fill(2000) }], roles: { at: 'time', delivered: 'numeric' } }));
    const report = attackTable(input, { control: null, declaredFuture: [{ column: 'visits', reason: 'its window ends a day after the prediction' }] });
    expect(found(report, 'future-feature').map((f) => [f.column, f.severity]).sort()).toEqual([['delivered', 'severe'], ['visits', 'severe']]);
    // and rows with a time were divided by chance
    expect(found(report, 'split-order')).toHaveLength(1);
  });

  it('a customer on both sides is severe with a split by chance, and expected with one by time', () => {
    const make = () => planted(3000, (_, r) => ({ columns: [text(Array.from({ length: 3000 }, () => `c${Math.floor(r() * 400)}`), 'customer')], roles: { customer: 'id' } }));
    expect(found(attack(make()), 'entity-overlap')[0]).toMatchObject({ severity: 'severe', column: 'customer' });
    expect(found(attack({ ...make(), split: 'time' }), 'entity-overlap')[0]).toMatchObject({ severity: 'info' });
  });

  it('copies across the split are judged by what the metric is without them', () => {
    const input = planted(4000, (_, r) => ({ columns: [{ name: 'spend', type: 'number', values: Float64Array.from({ length: 4000 }, () => r()) }], roles: { spend: 'numeric' } }));
    // a tenth of the test rows are copies of training rows
    const copies = Math.floor(input.test.length / 5);
    for (let k = 0; k < copies; k++) for (const c of input.table.columns) (c.values as Float64Array)[input.test[k]!] = (c.values as Float64Array)[input.train[k]!]!;
    const score = Float64Array.from(input.test, (i, k) => (k < copies ? input.y![i]! : 0.5 + 0.001 * input.y![i]! * (i % 2)));
    const [twin] = found(attackTable({ ...input, testScore: score }, { control: null }), 'duplicate-rows');
    expect(twin).toMatchObject({ severity: 'severe', evidence: { rows: copies } });
    expect(twin!.evidence.auc).toBeGreaterThan(Number(twin!.evidence.aucWithout));
    // the same copies that a model gains nothing from are a warning
    const honest = Float64Array.from(input.test, (i) => (i * 7919) % 101);
    expect(found(attackTable({ ...input, testScore: honest }, { control: null }), 'duplicate-rows')[0]!.severity).toBe('warning');
  });

  it('an id whose order tells the answer, and rows sorted by it', () => {
    const input = planted(2000, (y, r) => ({ columns: [text([...y].map((v) => `u-${Math.floor(v * 1e6 + r() * 1.1e6)}`), 'user')], roles: { user: 'id' } }));
    expect(found(attack(input), 'disguised-id')[0]).toMatchObject({ column: 'user', severity: 'warning', evidence: { how: 'order' } });
    const order = [...input.y!.keys()].sort((a, b) => input.y![a]! - input.y![b]!);
    const rowIndex = Int32Array.from({ length: 2000 }, () => 0);
    order.forEach((i, rank) => (rowIndex[i] = rank + 1));
    expect(found(attack({ ...input, table: { ...input.table, rowIndex } }), 'disguised-id').some((f) => f.key === 'disguised-id:the row number')).toBe(true);
  });

  it('a text that names the outcome is caught with the word that does, in English and Chinese', () => {
    for (const [yes, no, word] of [['order confirmed thank you', 'left the shop', 'confirmed'], ['订单已确认 感谢', '离开了店铺', '确认']] as const) {
      const report = attack(planted(2000, (y, r) => ({ columns: [text([...y].map((v) => `${Math.floor(r() * 1e6)} ${v ? yes : no}`), 'note')], roles: { note: 'text' } })));
      const [finding] = found(report, 'disguised-text');
      expect(finding).toMatchObject({ column: 'note', severity: 'warning' });
      expect(`${yes} ${no}`).toContain(String(finding!.evidence.word));
      expect(word.length).toBeGreaterThan(0);
    }
  });
});

describe('shuffled labels', () => {
  it('deal out the same labels anew, leave the rest alone, and thin a large table', () => {
    const { table } = planted(3000, () => ({ columns: [], roles: {} }));
    const shuffled = shuffledTable(table, 'bought', 5, 1000);
    expect(shuffled.rows).toBe(1000);
    const at = (t: ColumnTable, name: string) => t.columns.find((c) => c.name === name)!.values as Float64Array;
    const kept = Int32Array.from(shuffled.rowIndex, (r) => r - 1);
    expect(at(shuffled, 'visits')).toEqual(Float64Array.from(kept, (i) => at(table, 'visits')[i]!));
    const labels = Float64Array.from(kept, (i) => at(table, 'bought')[i]!);
    expect(at(shuffled, 'bought').toSorted()).toEqual(labels.toSorted());
    expect(Math.abs(rankAuc(at(shuffled, 'visits'), at(shuffled, 'bought'))! - 0.5)).toBeLessThan(0.08);
    expect(shuffledTable(table, 'bought', 5, 1000)).toEqual(shuffled);
  });

  it('a protocol at chance passes, one that still scores is severe', () => {
    const r = random(1);
    const y = Float64Array.from({ length: 2000 }, () => Number(r() < 0.3));
    const control = (score: Float64Array) => found(attackTable(planted(1000, () => ({ columns: [], roles: {} })), { control: { y, score } }), 'shuffled-label');
    expect(control(Float64Array.from(y, () => r()))).toEqual([]);
    expect(control(Float64Array.from(y, (v) => 0.3 * v + r()))[0]).toMatchObject({ severity: 'severe' });
  });
});

it('prints of rows: equal for equal rows alone', () => {
  const columns: TableColumn[] = [{ name: 'n', type: 'number', values: Float64Array.of(1, 1, 2, 0, -0, NaN) }, text(['a', 'a', 'a', null, null, 'a'], 't')];
  const prints = rowPrints(columns, 6, null);
  expect(prints[0]).toBe(prints[1]);
  expect(prints[3]).toBe(prints[4]);
  expect(new Set(prints).size).toBe(4);
  const many = Float64Array.from({ length: 100_000 }, (_, i) => i);
  expect(new Set(rowPrints([{ name: 'n', type: 'number', values: many }], many.length, null)).size).toBe(many.length);
});

it('the area under the curve counts ties half', () => {
  expect(rankAuc([1, 2, 2, 3], [0, 0, 1, 1])).toBeCloseTo(0.875);
  expect(rankAuc([1, 1], [0, 1])).toBe(0.5);
  expect(rankAuc([NaN, 1, 2], [1, 0, 1])).toBe(1);
  expect(rankAuc([1, 2], [1, 1])).toBeNull();
});
