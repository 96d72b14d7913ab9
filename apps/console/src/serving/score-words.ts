type Numbers = { percent(value: number): string; number(value: number): string };

/** A score as a reader knows it: a chance as a share, an expected value as a number. @param kind of the model's output */
export const scoreWord = (kind: string | undefined, score: number, format: Numbers): string => (kind === 'value' || kind === 'quantiles' ? format.number(score) : format.percent(score));

/** Between what a value should come to. */
export const intervalWord = (interval: { low: number; high: number }, format: Pick<Numbers, 'number'>): string => `${format.number(interval.low)} – ${format.number(interval.high)}`;
