import type { Figure, FigureOf, Localized } from '@bellwether/contracts';

type OfRun = { name: string; figures: readonly Figure[] };

/** One line figure with a series for each run: the same curve of several runs on one pair of axes. Null where it is no line figure. */
export function overlayFigure(key: string, runs: readonly OfRun[]): FigureOf<'line'> | null {
  const found = runs.flatMap((r) => r.figures.filter((f): f is FigureOf<'line'> => f.key === key && f.mark === 'line').map((figure) => ({ name: r.name, figure })));
  const first = found[0]?.figure;
  if (!first || found.length < 2) return null;
  const named = (run: string, series: Localized, many: boolean): Localized => (many ? { en: `${run}, ${series.en}`, zh: `${run}，${series.zh}` } : { en: run, zh: run });
  const series = found.flatMap(({ name, figure }) => figure.series.map((s) => ({ name: named(name, s.name, figure.series.length > 1), x: s.x, y: s.y })));
  return { ...first, note: undefined, series };
}
