/** One measured number. `peer` and `ratio` where something else did the same work in the same run. */
export type BenchRow = {
  suite: string;
  case: string;
  subject: string;
  metric: string;
  value: number;
  unit: string;
  peer?: string;
  ratio?: number;
  /** the bar the project sets itself, and on which side of it the value must lie */
  bar?: { at: number; must: 'reach' | 'stay-below' };
};

export type SuiteOptions = { sample: string; /** asked for, null: the best that is there */ engine: string | null; /** folder with the public data sets that are not bundled; null: none */ data: string | null; /** runs only cases whose name or subject holds this */ only: string | null; log(line: string): void };
export type Suite = (options: SuiteOptions) => Promise<BenchRow[]>;

export const passes = (row: BenchRow): boolean | null => (row.bar === undefined ? null : row.bar.must === 'reach' ? row.value >= row.bar.at : row.value <= row.bar.at);

/** The cases that were asked for. */
export const chosen = <C extends { case: string; subject: string }>(cases: readonly C[], { only }: Pick<SuiteOptions, 'only'>): readonly C[] => (only === null ? cases : cases.filter((c) => `${c.case}, ${c.subject}`.includes(only)));
