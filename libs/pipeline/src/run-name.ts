import { isDeepStrictEqual } from 'node:util';
import type { TaskFamily } from '@bellwether/tasks';

/** A run that nobody named is called after the preset that it is nearest to: the one that names most of its parameters, and all of them as they are. @returns empty where there is none */
export function nameOfPreset(presets: TaskFamily['presets'], params: Record<string, unknown>): string {
  const holds = (named: Record<string, unknown>): boolean => Object.entries(named).every(([key, value]) => isDeepStrictEqual(params[key], value));
  const [nearest] = presets.filter((p) => holds(p.params)).sort((a, b) => Object.keys(b.params).length - Object.keys(a.params).length);
  return nearest?.title.en ?? '';
}
