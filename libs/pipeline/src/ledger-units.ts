import { AppError, type ColumnRole, type ModelVersionId, type DatasetVersionId } from '@bellwether/contracts';
import { numberOf, readTableBatches, type ColumnTable } from '@bellwether/features';
import { getVersion, launchFacts, type Deps, type Scope } from '@bellwether/lineage';

const DAY_MS = 86_400_000;
const BATCH_ROWS = 50_000;
/** Kinds of event that take something home. */
const BUYING = /purchase|order|buy|sale|transaction/i;

/** Lines are what was taken at once of one product: a buyer takes so many, and a line holds so many units, which differ by category (a pack, a pound, a gallon). */
export type BuyerUnits = { lines: number; units: number; buyers: number; days: number; unitsPerLine: (category: string) => number; /** lines by category */ taken: ReadonlyMap<string, number>; /** the same of as many days each before, the newest first */ before: ReadonlyMap<string, number>[] };
/** Windows before the newest that tell how categories move. */
const WINDOWS_BEFORE = 5;
/** A category is told by its own lines as far as these go beyond so many of the average. */
const PRIOR_LINES = 5;

/** What one buyer takes in so many days, from the newest such days of the sales that a model was trained on; null where these do not say who bought. */
async function unitsOf(deps: Deps, scope: Scope, versionId: ModelVersionId, days: number, categoryOf: ReadonlyMap<string, string>): Promise<BuyerUnits | null> {
  const version = await getVersion(deps.db, scope, versionId);
  const data = await launchFacts(deps.db, scope, version.datasetVersionId as DatasetVersionId);
  const named = (role: ColumnRole): string | undefined => Object.entries(data.roles).find(([, r]) => r === role)?.[0];
  const [id, time, quantity, event, item] = [named('id'), named('time'), named('quantity'), named('event'), named('item')];
  if (id === undefined || time === undefined) return null;
  const bought: { who: string; at: number; units: number; category: string | undefined }[] = [];
  let newest = Number.NEGATIVE_INFINITY;
  const columns = [id, time, ...[quantity, event, item].filter((name) => name !== undefined)];
  for await (const table of readTableBatches(deps.artifacts.path(data.tableHash), columns, BATCH_ROWS)) {
    const column = (name: string) => table.columns.find((c) => c.name === name)!;
    const kinds = event === undefined ? null : column(event);
    const items = item === undefined ? null : column(item);
    for (let i = 0; i < table.rows; i++) {
      const at = numberOf(column(time), i);
      const who = textOf(column(id), i);
      if (Number.isNaN(at) || who === null) continue;
      newest = Math.max(newest, at);
      if (kinds !== null && !BUYING.test(textOf(kinds, i) ?? '')) continue;
      const units = quantity === undefined ? 1 : numberOf(column(quantity), i);
      if (units > 0) bought.push({ who, at, units, category: items === null ? undefined : categoryOf.get(textOf(items, i) ?? '') });
    }
  }
  const oldest = bought.reduce((a, b) => Math.min(a, b.at), newest);
  const windows = Array.from({ length: WINDOWS_BEFORE + 1 }, () => [] as typeof bought);
  for (const b of bought) windows[Math.floor((newest - b.at) / (days * DAY_MS))]?.push(b);
  const recent = windows[0]!;
  const buyers = new Set(recent.map((b) => b.who)).size;
  if (buyers === 0) return null;
  const units = recent.reduce((a, b) => a + b.units, 0);
  const mean = units / recent.length;
  // a window that began before the log did is no whole one
  const before = windows.slice(1).filter((_, k) => newest - (k + 2) * days * DAY_MS >= oldest);
  const of = new Map<string, { lines: number; units: number }>();
  for (const b of recent)
    if (b.category !== undefined) {
      const cell = of.get(b.category) ?? { lines: 0, units: 0 };
      of.set(b.category, { lines: cell.lines + 1, units: cell.units + b.units });
    }
  const unitsPerLine = (category: string): number => {
    const cell = of.get(category) ?? { lines: 0, units: 0 };
    return (cell.units + PRIOR_LINES * mean) / (cell.lines + PRIOR_LINES);
  };
  return { lines: recent.length / buyers, units: units / buyers, buyers, days, unitsPerLine, taken: linesBy(recent), before: before.map(linesBy) };
}

function linesBy(bought: readonly { category: string | undefined }[]): Map<string, number> {
  const lines = new Map<string, number>();
  for (const { category } of bought) if (category !== undefined) lines.set(category, (lines.get(category) ?? 0) + 1);
  return lines;
}

const textOf = (column: ColumnTable['columns'][number], i: number): string | null => {
  const value = column.values[i];
  return value === null || value === undefined || (typeof value === 'number' && Number.isNaN(value)) ? null : String(value);
};

/** @throws AppError INPUT_INVALID when none of the models was trained on sales that say who bought */
export async function buyerUnits(deps: Deps, scope: Scope, versions: readonly ModelVersionId[], days: number, categoryOf: ReadonlyMap<string, string>): Promise<BuyerUnits> {
  for (const id of versions) {
    const found = await unitsOf(deps, scope, id, days, categoryOf);
    if (found) return found;
  }
  throw new AppError({ code: 'INPUT_INVALID', message: 'Expected sales that say who bought, to know how many units a buyer takes; the data behind the forecast and the recommendations have no customer.', fix: 'Train one of them on data with a column of the role id, or of events that are purchases.' });
}
