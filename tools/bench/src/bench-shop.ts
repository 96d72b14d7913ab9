import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { EventTables } from '@bellwether/contracts';
import { shopSpecSchema, writeShop, type ShopSpecInput } from '@bellwether/simulator';

export type BenchShop = { tables: EventTables; /** events of all kinds */ rows: number; /** to write to; removed afterwards */ home: string };

/** Shops that are made stay here and are used again; without it each is made anew and removed. */
const KEPT = process.env.BELLWETHER_BENCH_SHOPS;

/** A simulated shop as Parquet, and a folder to work in. */
export async function withShop<T>(input: ShopSpecInput, log: (line: string) => void, work: (shop: BenchShop) => Promise<T>): Promise<T> {
  const home = mkdtempSync(path.join(KEPT ?? os.tmpdir(), 'bellwether-bench-data-'));
  try {
    return await work({ ...(await shopIn(input, KEPT ?? home, log)), home });
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
}

async function shopIn(input: ShopSpecInput, root: string, log: (line: string) => void): Promise<Pick<BenchShop, 'tables' | 'rows'>> {
  const spec = shopSpecSchema.parse(input);
  const folder = path.join(root, `shop-${createHash('sha256').update(JSON.stringify(spec)).digest('hex').slice(0, 12)}`);
  const facts = path.join(folder, 'shop.json');
  if (existsSync(facts)) return JSON.parse(readFileSync(facts, 'utf8')) as Pick<BenchShop, 'tables' | 'rows'>;
  mkdirSync(folder, { recursive: true });
  const shop = await writeShop(spec, folder, { truth: false });
  log(`data: a shop of ${shop.totalRows} events, ${(shop.bytes / 1e9).toFixed(2)} GB, is made after ${shop.seconds.toFixed(0)} s: ${Object.entries(shop.rows).map(([kind, n]) => `${kind} ${n}`).join(', ')}`);
  const made = { tables: shop.tables!, rows: shop.totalRows };
  writeFileSync(`${facts}.part`, JSON.stringify(made));
  renameSync(`${facts}.part`, facts);
  return made;
}
