import { createHash } from 'node:crypto';
import { ENTITY_KINDS, EVENT_COLUMNS, EVENT_SCHEMAS, type EntityKind } from '@bellwether/contracts';
import { shopRows, type PlainRow } from './rows/chunk-rows';
import { shopOfSize, type ShopSpecInput } from './shop-spec';
import { simulateShop, type SimulateOptions } from './simulate-shop';

const SMALL: ShopSpecInput = { seed: 7, days: 70, customers: 120, products: 96 };

/** One digest a kind, over rows in order. */
function digests(spec: ShopSpecInput, options: SimulateOptions = {}): Record<string, string> {
  const hashes = new Map<EntityKind, ReturnType<typeof createHash>>();
  for (const { kind, row } of shopRows(simulateShop(spec, options))) {
    let hash = hashes.get(kind);
    if (!hash) hashes.set(kind, (hash = createHash('sha256')));
    hash.update(JSON.stringify(row));
  }
  return Object.fromEntries([...hashes].map(([kind, hash]) => [kind, hash.digest('hex')]));
}

function rowsOf(spec: ShopSpecInput): Map<EntityKind, PlainRow[]> {
  const rows = new Map<EntityKind, PlainRow[]>();
  for (const { kind, row } of shopRows(simulateShop(spec))) rows.set(kind, rows.get(kind) ?? []).get(kind)!.push(row);
  return rows;
}

describe('a simulated shop', () => {
  it('is the same for the same seed whatever the chunks, and another for another seed', () => {
    const whole = digests(SMALL);
    expect(digests(SMALL, { chunkRows: 61 })).toEqual(whole);
    const other = digests({ ...SMALL, seed: 8 });
    for (const kind of Object.keys(whole)) expect(other[kind]).not.toBe(whole[kind]);
  });

  it('is the same whether or not somebody keeps the truth', () => {
    const truth: string[] = [];
    expect(digests(SMALL, { truth: (kind) => truth.push(kind) })).toEqual(digests(SMALL));
    expect(new Set(truth)).toEqual(new Set(['customer', 'product', 'obstacle', 'fraud_ring', 'demand', 'obstacle_exposure', 'promotion_effect', 'fraud_order', 'review']));
  });

  it('makes rows of every kind, each as the contract has it and with no field beside it', () => {
    const rows = rowsOf({ ...SMALL, days: 120 });
    expect([...rows.keys()].sort()).toEqual([...ENTITY_KINDS].sort());
    for (const [kind, list] of rows) {
      const fields = new Set(EVENT_COLUMNS[kind].map((c) => c.field));
      for (const row of list.slice(0, 500)) {
        expect(Object.keys(row).filter((f) => !fields.has(f))).toEqual([]);
        const parsed = EVENT_SCHEMAS[kind].safeParse(row);
        expect(parsed.success ? null : { kind, row, issues: parsed.error.issues }).toBeNull();
      }
    }
  });

  it('tells nothing before it happened; batches of stores, late phones and corrections come after', () => {
    const rows = rowsOf({ ...SMALL, customers: 300 });
    let late = 0;
    for (const list of rows.values())
      for (const row of list) {
        const lag = Date.parse(String(row.knownTime)) - Date.parse(String(row.eventTime));
        expect(lag).toBeGreaterThanOrEqual(0);
        if (lag > 3_600_000) late++;
      }
    expect(late).toBeGreaterThan(50);
    const seen = new Set<unknown>();
    for (const line of rows.get('order_line')!) if (line.channel === 'store' && seen.size < seen.add(line.eventId).size) expect(Date.parse(String(line.knownTime)) % 86_400_000).toBeGreaterThanOrEqual(3 * 3_600_000);
  });

  it('names every row that a correction replaced, with both moments', () => {
    const superseded: { id: string; known: number; later: number }[] = [];
    const lines = new Map<string, PlainRow[]>();
    const chunks = simulateShop({ ...SMALL, customers: 300, impressionShare: 0 }, { superseded: (_, id, known, later) => superseded.push({ id, known, later }) });
    for (const { kind, row } of shopRows(chunks)) if (kind === 'order_line') lines.set(String(row.eventId), [...(lines.get(String(row.eventId)) ?? []), row]);
    const twice = [...lines.values()].filter((l) => l.length > 1);
    expect(superseded.map((s) => s.id).sort()).toEqual(twice.map((l) => String(l[0]!.eventId)).sort());
    expect(superseded.length).toBeGreaterThan(5);
    for (const { id, known, later } of superseded) expect(lines.get(id)!.map((r) => Date.parse(String(r.knownTime)))).toEqual([known, later]);
  });

  it('has about as many events as were asked for', () => {
    let rows = 0;
    for (const chunk of simulateShop(shopOfSize(60_000))) rows += chunk.rows;
    expect(rows / 60_000).toBeGreaterThan(0.8);
    expect(rows / 60_000).toBeLessThan(1.2);
  });

  it.each([[{ days: 10 }, 'days'], [{ customers: 3 }, 'customers'], [{ start: 'yesterday' }, 'start'], [{ impressionShare: 2 }, 'impressionShare']])('refuses %j by name', (bad, field) => {
    expect(() => simulateShop(bad).next()).toThrow(field);
  });
});
