export type DemandClass = 'smooth' | 'erratic' | 'intermittent' | 'lumpy';
export type DemandShape = { /** mean steps between sales */ adi: number; /** squared coefficient of variation of the sizes of sales */ cv2: number; kind: DemandClass };

/**
 * Routes a series by how often and how evenly it sells.
 * @source Syntetos, Boylan & Croston, "On the categorization of demand patterns", 2005 (cut-offs 1.32 and 0.49)
 */
export function demandShape(y: ArrayLike<number>): DemandShape {
  let sales = 0;
  let sum = 0;
  let squares = 0;
  for (let t = 0; t < y.length; t++) {
    if (!(y[t]! > 0)) continue;
    sales++;
    sum += y[t]!;
    squares += y[t]! ** 2;
  }
  const adi = sales === 0 ? Number.POSITIVE_INFINITY : y.length / sales;
  const mean = sum / sales;
  const cv2 = sales < 2 ? 0 : Math.max(0, squares / sales - mean * mean) / (mean * mean);
  const often = adi < 1.32;
  const even = cv2 < 0.49;
  return { adi, cv2, kind: often ? (even ? 'smooth' : 'erratic') : even ? 'intermittent' : 'lumpy' };
}
