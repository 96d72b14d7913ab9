import type { LaunchableVersion } from '../../run-kit/families';
import type { SentModel } from './send-model';

type FileInput = SentModel['described']['inputs'][number];
type Column = LaunchableVersion['columns'][number];

/** Columns that a model may be given: those of a role that is a feature. */
export const featureColumns = (version: LaunchableVersion): Column[] => version.columns.filter((c) => ['numeric', 'category', 'text', 'price', 'quantity'].includes(version.roles[c.name] ?? 'ignored'));

/** How many columns an input takes; null where the file leaves it open. */
export const widthOf = (input: FileInput): number | null => (input.dims.length === 2 ? (input.dims[1] ?? null) : null);

/** What most likely fills an input: the column of its name; else all columns of its kind, where as many are taken as there are. */
export function guessColumns(input: FileInput, version: LaunchableVersion): string[] {
  const features = featureColumns(version);
  const same = features.find((c) => c.name.toLowerCase() === input.name.toLowerCase());
  const width = widthOf(input);
  if (same && (width === null || width === 1)) return [same.name];
  const text = input.type === 'string';
  const kind = features.filter((c) => (c.type === 'string') === text).map((c) => c.name);
  return width === null || width === kind.length ? kind : [];
}

/** Outputs that can hold a probability, those that are called so first. */
export const scoreOutputs = (file: SentModel['described']): FileInput[] =>
  file.outputs.filter((o) => o.type.startsWith('float')).sort((a, b) => Number(/prob/i.test(b.name)) - Number(/prob/i.test(a.name)));

/** Of two columns the second is the positive class, as every library writes it. */
export const guessOutputColumn = (output: FileInput | undefined): number => (output?.dims.length === 2 && output.dims[1] === 2 ? 1 : 0);

/** `float32 [rows, 2]` */
export const shapeText = (value: FileInput): string => `${value.type} [${value.dims.map((d, i) => d ?? (i === 0 ? 'rows' : '?')).join(', ')}]`;
