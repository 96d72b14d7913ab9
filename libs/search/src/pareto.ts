/**
 * Which items no other beats: none is at least as good in everything and better in something. An item that lacks a value takes no part.
 * @param costs of each item, smaller is better
 * @returns places of the items on the front, ascending
 */
export function paretoFront(costs: readonly (readonly (number | null)[])[]): number[] {
  const known = costs.flatMap((c, i) => (c.every((v) => v !== null && Number.isFinite(v)) ? [{ i, c: c as readonly number[] }] : []));
  const beats = (a: readonly number[], b: readonly number[]): boolean => a.every((v, k) => v <= b[k]!) && a.some((v, k) => v < b[k]!);
  return known.filter((one) => !known.some((other) => beats(other.c, one.c))).map((one) => one.i);
}
