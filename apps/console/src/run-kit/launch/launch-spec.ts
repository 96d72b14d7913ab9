import type { LaunchInput } from '@bellwether/contracts';
import type { SchemaField } from '../../forms';
import type { SearchDraft, SearchProblem } from './search-draft';

export type GridAxis = { path: string; text: string };
export type Expand = { kind: 'single' | 'seeds' | 'grid' | 'variants' | 'search'; seeds: number; grid: GridAxis[]; /** ids of the family's presets */ variants: string[]; /** null: not touched yet, the family's own proposals stand */ search: SearchDraft | null };

/** What the launch sheet holds besides the parameters, which are the form's. */
export type LaunchDraft = {
  experimentId: string | null;
  /** of a new experiment */
  experimentName: string;
  familyId: string;
  versionId: string | null;
  name: string;
  seed: number;
  expand: Expand;
  tags: string[];
  notes: string;
  clonedFromId: string | null;
};

export const SINGLE: Expand = { kind: 'single', seeds: 3, grid: [{ path: '', text: '' }], variants: [], search: null };

/** Why a draft cannot be launched yet. */
export type DraftProblem = { kind: 'no-data' | 'no-experiment' | 'no-axis' | 'no-variant' } | { kind: 'axis'; path: string; found: string } | SearchProblem;

type Preset = { id: string; title: { en: string }; params: Record<string, unknown> };

/** Splits at commas that stand in no bracket: `[64, 32], [128]` is two values. */
export function splitValues(text: string): string[] {
  const parts: string[] = [];
  let depth = 0;
  let current = '';
  for (const c of text) {
    depth += c === '[' ? 1 : c === ']' ? -1 : 0;
    if (c === ',' && depth === 0) {
      parts.push(current);
      current = '';
    } else current += c;
  }
  return [...parts, current].map((p) => p.trim()).filter((p) => p !== '');
}

/** The values of an axis in the type of its field; the first that does not fit is named. */
export function axisValues(field: SchemaField | undefined, text: string): { values: unknown[] } | { found: string } {
  const values: unknown[] = [];
  for (const part of splitValues(text)) {
    const value = readValue(field, part);
    if (value === undefined) return { found: part };
    values.push(value);
  }
  return { values: values.filter((v, i) => values.findIndex((w) => JSON.stringify(w) === JSON.stringify(v)) === i) };
}

function readValue(field: SchemaField | undefined, text: string): unknown {
  if (text === 'null' && field?.nullable) return null;
  switch (field?.kind) {
    case 'number': {
      const value = Number(text);
      return Number.isFinite(value) && (!field.integer || Number.isInteger(value)) ? value : undefined;
    }
    case 'boolean':
      return text === 'true' ? true : text === 'false' ? false : undefined;
    case 'choice':
      return field.choices.find((c) => String(c.value) === text)?.value;
    case 'text':
      return text;
    default:
      try {
        return JSON.parse(text) as unknown;
      } catch {
        return undefined;
      }
  }
}

/** The launch as the server takes it, or what is still missing. */
export function launchSpec(draft: LaunchDraft, params: Record<string, unknown>, fields: readonly SchemaField[], presets: readonly Preset[]): { spec: LaunchInput } | { problem: DraftProblem } {
  if (!draft.versionId) return { problem: { kind: 'no-data' } };
  if (!draft.experimentId && !draft.experimentName.trim()) return { problem: { kind: 'no-experiment' } };
  const expand = expandOf(draft.expand, fields, presets);
  if ('problem' in expand) return expand;
  return {
    spec: {
      ...(draft.experimentId ? { experimentId: draft.experimentId } : { experimentName: draft.experimentName.trim() }),
      familyId: draft.familyId,
      datasetVersionId: draft.versionId,
      name: draft.name.trim(),
      params,
      seed: draft.seed,
      expand: expand.expand,
      tags: draft.tags,
      notes: draft.notes,
      ...(draft.clonedFromId ? { clonedFromId: draft.clonedFromId } : {}),
    } as LaunchInput,
  };
}

function expandOf(expand: Expand, fields: readonly SchemaField[], presets: readonly Preset[]): { expand: NonNullable<LaunchInput['expand']> } | { problem: DraftProblem } {
  // a search makes its own runs; what is estimated is one of them
  if (expand.kind === 'single' || expand.kind === 'search') return { expand: { kind: 'single' } };
  if (expand.kind === 'seeds') return { expand: { kind: 'seeds', count: expand.seeds } };
  if (expand.kind === 'variants') {
    const variants = presets.filter((p) => expand.variants.includes(p.id)).map((p) => ({ name: p.title.en, params: p.params }));
    return variants.length === 0 ? { problem: { kind: 'no-variant' } } : { expand: { kind: 'variants', variants } };
  }
  const axes: [string, unknown[]][] = [];
  for (const axis of expand.grid) {
    if (!axis.path) continue;
    const read = axisValues(fields.find((f) => f.path === axis.path), axis.text);
    if ('found' in read) return { problem: { kind: 'axis', path: axis.path, found: read.found } };
    if (read.values.length > 0) axes.push([axis.path, read.values]);
  }
  return axes.length === 0 ? { problem: { kind: 'no-axis' } } : { expand: { kind: 'grid', values: Object.fromEntries(axes) } };
}
