/** Series colours: `var(--cat-1)` to `var(--cat-8)` of globals.css. */
export const COLOR_COUNT = 8;

/** FNV-1a: the same id has the same colour on every page, in every session. */
export function hashOf(id: string): number {
  let h = 0x811c9dc5;
  for (let i = 0; i < id.length; i += 1) {
    h ^= id.charCodeAt(i);
    h = Math.imul(h, 0x01000193);
  }
  return h >>> 0;
}

/** 1 to 8. */
export const colorIndexOf = (id: string): number => (hashOf(id) % COLOR_COUNT) + 1;

/** The colour of an object, for CSS. On a canvas, resolve it with `useTokens().cat`. */
export const colorOf = (id: string): string => `var(--cat-${colorIndexOf(id)})`;

/** Dash patterns, px: where two series of one chart share a colour, the line tells them apart. */
const DASHES: readonly number[][] = [[], [6, 3], [2, 3], [10, 3, 2, 3]];

export type SeriesStyle = { id: string; index: number; dash: number[] };

/** Colour by id, dash by how many before it in this chart have the same colour. */
export function seriesStyles(ids: readonly string[]): SeriesStyle[] {
  const used = new Map<number, number>();
  return ids.map((id) => {
    const index = colorIndexOf(id);
    const nth = used.get(index) ?? 0;
    used.set(index, nth + 1);
    return { id, index, dash: DASHES[nth % DASHES.length]! };
  });
}
