import type { ColumnRoles } from '@bellwether/contracts';
import type { ColumnTable } from '../table';
import { applyView } from './apply-view';
import { fitView, keptRows, viewHash } from './fit-view';
import { futureColumns } from './future-columns';
import { applyScale, fitScale, inverseNormal } from './scale';
import { rowsToTable, viewSignature } from './serve-rows';
import { viewSpecSchema, type ViewSpec } from './view-spec';

const spec = (over: Partial<ViewSpec> = {}): ViewSpec => viewSpecSchema.parse({ scaling: 'none', ...over });
const N = Number.NaN;
const table: ColumnTable = {
  rows: 6,
  rowIndex: Int32Array.of(1, 2, 3, 4, 5, 6),
  columns: [
    { name: 'price', type: 'number', values: Float64Array.of(10, 20, N, 40, 1000, N) },
    { name: 'colour', type: 'string', values: ['red', 'red', 'blue', null, 'green', 'red'] },
    { name: 'member', type: 'boolean', values: Float64Array.of(1, 0, 1, 1, 0, N) },
    { name: 'customer', type: 'string', values: ['a', 'b', 'c', 'd', 'e', 'f'] },
  ],
};
const roles: ColumnRoles = { price: 'numeric', colour: 'category', member: 'category', customer: 'id' };
const train = Int32Array.of(0, 1, 2, 3);

describe('fitView and applyView', () => {
  it('learns fills and levels from the training rows alone', () => {
    const view = fitView(spec(), table, roles, train);
    expect(view.features).toEqual(['price', 'price is missing', 'colour=red', 'colour=blue', 'colour=(other)', 'member=true', 'member=false', 'member=(other)']);
    const { x } = applyView(view, table);
    const row = (r: number) => [...x.slice(r * 8, r * 8 + 8)];
    expect(row(0)).toEqual([10, 0, 1, 0, 0, 1, 0, 0]);
    expect(row(2)).toEqual([20, 1, 0, 1, 0, 1, 0, 0]); // the median of 10, 20, 40: the 1,000 of row 5 is not training
    expect(row(3)[4]).toBe(1); // a missing category is unknown
    expect(row(4)[4]).toBe(1); // so is green, which training never saw
  });

  it('gives a row the same numbers whichever rows stand around it', () => {
    const view = fitView(spec({ scaling: 'quantile' }), table, roles, train);
    const all = applyView(view, table).x;
    const one = applyView(view, table, Int32Array.of(4)).x;
    expect([...one]).toEqual([...all.slice(4 * 8, 5 * 8)]);
  });

  it('a view is the same view after JSON, and has the same hash whatever the order of its keys', () => {
    const view = fitView(spec({ scaling: 'standard' }), table, roles, train);
    const copy = JSON.parse(JSON.stringify(view));
    expect([...applyView(copy, table).x]).toEqual([...applyView(view, table).x]);
    expect(viewHash({ ...copy, spec: Object.fromEntries(Object.entries(copy.spec).reverse()) })).toBe(viewHash(view));
    expect(viewHash(fitView(spec({ scaling: 'robust' }), table, roles, train))).not.toBe(viewHash(view));
  });

  it('drops rows with missing cells when told to', () => {
    const all = Int32Array.from({ length: 6 }, (_, i) => i);
    expect([...keptRows(spec({ numericMissing: 'drop-row' }), table, roles, all)]).toEqual([0, 1, 3, 4]);
    expect([...keptRows(spec({ categoryMissing: 'drop-row' }), table, roles, all)]).toEqual([0, 1, 2, 4]);
    expect([...keptRows(spec(), table, roles, all)]).toEqual([...all]);
  });

  it('ordinal encoding ranks levels by frequency and gives 0 to the unknown', () => {
    const view = fitView(spec({ encoding: 'ordinal', exclude: ['price', 'member'] }), table, roles, train);
    expect([...applyView(view, table).x]).toEqual([1, 1, 0.5, 0, 0, 1]);
  });

  it('names a column without any training value, and a run without inputs', () => {
    const empty: ColumnTable = { ...table, columns: [...table.columns, { name: 'fax', type: 'number', values: new Float64Array(6).fill(N) }] };
    expect(() => fitView(spec(), empty, { ...roles, fax: 'numeric' }, train)).toThrow(expect.objectContaining({ code: 'COLUMN_ALL_MISSING', message: expect.stringContaining('"fax"') }));
    expect(() => fitView(spec(), table, { price: 'ignored' }, train)).toThrow(expect.objectContaining({ code: 'NO_FEATURES' }));
    expect(() => fitView(spec({ exclude: ['prise'] }), table, roles, train)).toThrow(expect.objectContaining({ code: 'COLUMN_NOT_FOUND' }));
  });
});

describe('scales', () => {
  it('standard has mean 0 and deviation 1, robust has median 0, a constant column becomes 0', () => {
    const values = Float64Array.of(1, 2, 3, 4, 100);
    const scaled = values.map((v) => applyScale(fitScale('standard', values), v));
    expect(scaled.reduce((s, v) => s + v, 0)).toBeCloseTo(0, 10);
    expect(Math.sqrt(scaled.reduce((s, v) => s + v * v, 0) / 5)).toBeCloseTo(1, 10);
    expect(applyScale(fitScale('robust', values), 3)).toBe(0);
    expect(applyScale(fitScale('standard', Float64Array.of(7, 7)), 7)).toBe(0);
  });

  it('quantile keeps the order, is near normal, and bounds what lies outside', () => {
    const values = Float64Array.from({ length: 5000 }, (_, i) => Math.exp(i / 500));
    const scale = fitScale('quantile', values);
    const out = [...values].map((v) => applyScale(scale, v));
    expect(out.every((v, i) => i === 0 || v >= out[i - 1]!)).toBe(true);
    expect(applyScale(scale, values[2500]!)).toBeCloseTo(0, 1);
    expect(applyScale(scale, values[4207]!)).toBeCloseTo(1, 1); // Φ(1) = 0.8413
    expect(applyScale(scale, 1e12)).toBeLessThan(5.2);
  });

  it('a value with many ties lands in their middle', () => {
    const values = Float64Array.from({ length: 1000 }, (_, i) => (i < 500 ? 0 : i));
    expect(applyScale(fitScale('quantile', values), 0)).toBeCloseTo(inverseNormal(0.25), 1);
  });

  it('inverseNormal agrees with published values', () => {
    for (const [p, z] of [[0.5, 0], [0.975, 1.959963985], [0.001, -3.090232306], [0.8413447461, 1]] as const) expect(inverseNormal(p)).toBeCloseTo(z, 7);
  });
});

describe('rowsToTable', () => {
  const view = fitView(spec(), table, roles, train);

  it('a row of a request gets the numbers that the same row got in training', () => {
    const { table: served } = rowsToTable(view, [{ price: 40, colour: 'blue', member: true }]);
    const trained = applyView(view, { ...table, rows: 1, columns: [{ name: 'price', type: 'number', values: Float64Array.of(40) }, { name: 'colour', type: 'string', values: ['blue'] }, { name: 'member', type: 'boolean', values: Float64Array.of(1) }] });
    expect([...applyView(view, served).x]).toEqual([...trained.x]);
  });

  it('names unknown, missing, out-of-range and new values', () => {
    const { warnings } = rowsToTable(view, [{ price: 5000, colour: 'mauve', shoe: 1 }]);
    expect(warnings[0]!.map((w) => [w.code, w.field])).toEqual([['unknown-field', 'shoe'], ['out-of-range', 'price'], ['new-category', 'colour'], ['missing-field', 'member']]);
  });

  it('refuses a wrong type and a row that has nothing of the model, by name', () => {
    expect(() => rowsToTable(view, [{ price: 'a lot' }])).toThrow(expect.objectContaining({ code: 'SIGNATURE_MISMATCH', message: expect.stringContaining('price') }));
    expect(() => rowsToTable(view, [{ shoe: 1 }])).toThrow(expect.objectContaining({ code: 'SIGNATURE_MISMATCH' }));
  });

  it('the signature carries ranges, levels and an example that is accepted', () => {
    const signature = viewSignature(view);
    expect(signature.find((f) => f.name === 'price')).toMatchObject({ min: 10, max: 40, example: 20 });
    const { warnings } = rowsToTable(view, [Object.fromEntries(signature.map((f) => [f.name, f.example]))]);
    expect(warnings).toEqual([[]]);
  });
});

describe('futureColumns', () => {
  it('names an input that lies after the moment of its row', () => {
    const dated: ColumnTable = { rows: 2, rowIndex: Int32Array.of(1, 2), columns: [{ name: 'at', type: 'timestamp', values: Float64Array.of(100, 200) }, { name: 'born', type: 'date', values: Float64Array.of(1, 2) }, { name: 'delivered', type: 'timestamp', values: Float64Array.of(90, 300) }] };
    expect(futureColumns(dated, { at: 'time', born: 'numeric', delivered: 'numeric' })).toEqual([{ column: 'delivered', timeColumn: 'at', rows: 1 }]);
  });
});
