import { z } from 'zod';

/** Text in both languages of the console. */
export const localizedSchema = z.object({ en: z.string(), zh: z.string() });
export type Localized = z.infer<typeof localizedSchema>;

const axis = z.object({ label: localizedSchema, log: z.boolean().optional(), unit: z.string().optional(), range: z.tuple([z.number(), z.number()]).optional(), /** values are epoch milliseconds */ time: z.boolean().optional(), /** the axis begins at zero: amounts, of which half as high is half as much */ zero: z.boolean().optional() });
const base = { key: z.string(), title: localizedSchema, note: localizedSchema.optional() };

const lineSeries = z.object({
  name: localizedSchema,
  x: z.array(z.number()),
  y: z.array(z.number().nullable()),
  lo: z.array(z.number().nullable()).optional(),
  hi: z.array(z.number().nullable()).optional(),
  /** rows behind each point, drawn as dot size or bars below */
  count: z.array(z.number()).optional(),
  /** marks of single points, without a line between them */
  dots: z.boolean().optional(),
  /** dots that say what happened at a point of another line: x and y are where, not what */
  events: z.boolean().optional(),
  /** a line beside another one, such as a plan beside what is asked for: thin and dashed */
  dashed: z.boolean().optional(),
});

/** The closed set of marks that the console draws. A family makes figures of these; the console knows no family. */
export const figureSchema = z.discriminatedUnion('mark', [
  /** ROC, PR, reliability, gain, schedules: lines, optionally with bands, points and a reference line */
  z.object({ ...base, mark: z.literal('line'), x: axis, y: axis, series: z.array(lineSeries), reference: z.enum(['diagonal', 'none']).optional(), points: z.boolean().optional(), referenceY: z.number().optional() }),
  /** feature importance, lift by decile */
  z.object({ ...base, mark: z.literal('bar'), x: axis, y: axis, horizontal: z.boolean().optional(), categories: z.array(z.string()), series: z.array(z.object({ name: localizedSchema, y: z.array(z.number().nullable()), lo: z.array(z.number().nullable()).optional(), hi: z.array(z.number().nullable()).optional() })) }),
  z.object({ ...base, mark: z.literal('histogram'), x: axis, y: axis, edges: z.array(z.number()), series: z.array(z.object({ name: localizedSchema, counts: z.array(z.number()) })) }),
  /** confusion: cells[row][column], row = actual */
  z.object({ ...base, mark: z.literal('matrix'), rows: z.array(localizedSchema), columns: z.array(localizedSchema), rowTitle: localizedSchema, columnTitle: localizedSchema, cells: z.array(z.array(z.number())) }),
  /** drag the threshold, read the rest: one entry a threshold, ascending */
  z.object({ ...base, mark: z.literal('threshold'), thresholds: z.array(z.number()), truePositive: z.array(z.number()), falsePositive: z.array(z.number()), trueNegative: z.array(z.number()), falseNegative: z.array(z.number()), best: z.number() }),
  z.object({ ...base, mark: z.literal('table'), columns: z.array(localizedSchema), rows: z.array(z.array(z.union([z.string(), z.number(), z.null(), localizedSchema]))) }),
]);
export type Figure = z.infer<typeof figureSchema>;
export type FigureOf<M extends Figure['mark']> = Extract<Figure, { mark: M }>;
