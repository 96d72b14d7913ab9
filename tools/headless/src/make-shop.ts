// nx make-shop bellwether --events=1000000 --out=shop: a simulated shop as files, with the truth beside it.
import path from 'node:path';
import { AppError, ENTITY_KINDS, entityKindSchema, type EntityKind } from '@bellwether/contracts';
import { SHOP_FORMATS, shopOfSize, shopSpecSchema, writeShop, type ShopFormat, type ShopSpecInput } from '@bellwether/simulator';
import { command, readFlags } from './flags';

const number = (text: string | undefined, flag: string): number | undefined => {
  if (text === undefined) return undefined;
  const value = Number(text);
  if (!Number.isFinite(value)) throw new AppError({ code: 'INPUT_INVALID', message: `expected --${flag} to be a number, received "${text}"`, fix: `for example --${flag}=1000` });
  return value;
};

function kindsOf(text: string | undefined): EntityKind[] | undefined {
  return text?.split(',').map((name) => {
    const kind = entityKindSchema.safeParse(name.trim());
    if (!kind.success) throw new AppError({ code: 'INPUT_INVALID', message: `expected kinds of events, received "${name}"`, fix: `choose from: ${ENTITY_KINDS.join(', ')}` });
    return kind.data;
  });
}

await command(async () => {
  const flags = readFlags(['out', 'events', 'customers', 'days', 'seed', 'start', 'format', 'kinds', 'impressions'], ['out']);
  const format = (flags.format ?? 'parquet') as ShopFormat;
  if (!SHOP_FORMATS.includes(format)) throw new AppError({ code: 'INPUT_INVALID', message: `expected --format to be one of ${SHOP_FORMATS.join(', ')}, received "${flags.format}"`, fix: 'leave it out for Parquet' });
  const given: ShopSpecInput = Object.fromEntries(Object.entries({ customers: number(flags.customers, 'customers'), days: number(flags.days, 'days'), seed: number(flags.seed, 'seed'), impressionShare: number(flags.impressions, 'impressions'), start: flags.start }).filter(([, v]) => v !== undefined));
  const parsed = shopSpecSchema.safeParse(given);
  if (!parsed.success) throw new AppError({ code: 'INPUT_INVALID', message: parsed.error.issues.map((i) => `${i.path.join('.')}: ${i.message}`).join('; '), fix: 'correct the named flags' });
  const spec = flags.customers ? parsed.data : shopOfSize(number(flags.events, 'events') ?? 1_000_000, given);
  const written = await writeShop(spec, path.resolve(flags.out!), {
    format, kinds: kindsOf(flags.kinds),
    onDay: (day, days) => void (process.stderr.isTTY && process.stderr.write(`\rday ${day} / ${days}   `)),
  });
  for (const [kind, rows] of Object.entries(written.rows)) process.stdout.write(`${kind.padEnd(20)} ${rows.toLocaleString('en').padStart(14)}\n`);
  process.stdout.write(`\n${written.totalRows.toLocaleString('en')} events of ${spec.customers.toLocaleString('en')} customers over ${spec.days} days, ${(written.bytes / 1e6).toFixed(1)} MB in ${written.seconds.toFixed(1)} s, seed ${spec.seed}\nwritten to ${written.folder}\n`);
});
