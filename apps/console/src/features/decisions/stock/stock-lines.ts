/** What somebody says is on the shelf and on its way. */
export type StockLine = { item: string; onHand: number; onOrder: number };

export type ParsedStock = { lines: StockLine[]; /** lines that could not be read, by number from 1 */ wrong: number[] };

/** Units for reading: a tenth matters only where few are sold. */
export const readableUnits = (value: number): number => (Math.abs(value) >= 10 ? Math.round(value) : Math.round(value * 10) / 10);

/** Lines of "product, on hand, on order"; a header and an empty line are passed over, the last number may be left out. */
export function parseStock(text: string): ParsedStock {
  const lines: StockLine[] = [];
  const wrong: number[] = [];
  text.split(/\r?\n/).forEach((line, i) => {
    if (line.trim() === '') return;
    const cells = line.split(/[,;\t]/).map((c) => c.trim().replace(/^"|"$/g, ''));
    const [item, onHand, onOrder] = [cells[0] ?? '', Number(cells[1]), cells[2] === undefined || cells[2] === '' ? 0 : Number(cells[2])];
    if (item !== '' && cells[1] !== undefined && cells[1] !== '' && onHand >= 0 && onOrder >= 0) lines.push({ item, onHand, onOrder });
    else if (i > 0 || cells.length < 2) wrong.push(i + 1);
  });
  return { lines, wrong };
}
