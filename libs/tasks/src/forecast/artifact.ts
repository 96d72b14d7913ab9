import { AppError, columnRolesSchema, modelSignatureSchema, type ColumnRoles, type ModelSignature } from '@bellwether/contracts';
import { z } from 'zod';
import { columnWithRole, type ArtifactFile } from '../task-family';
import type { LevelMap, TotalsModel } from './calibrate';
import { boostedCodec, jsonCodec, networkCodec, totalsCodec } from './codec';
import type { Forecaster } from './forecaster';
import type { Member } from './members';
import type { SumSpread } from './hierarchy/sum-spreads';
import { knownColumns } from './known-columns';
import type { Panel } from './panel';
import { forecastParamsSchema, type ForecastParams } from './params';

type StoredMember = { kind: 'local'; name: string } | { kind: 'boosted' | 'network'; name: string; file: string };
type StoredModel = { format: 'bellwether-forecast'; version: 1; params: ForecastParams; /** of the columns that make the panel */ roles: ColumnRoles; members: StoredMember[]; weights: number[]; relativeVariance: number; sharedVariance: number; volumeRatio: number; levelMap: LevelMap | null; totals: { steps: number; edges: (number | null)[]; ratios: number[][] } | null; directTotals: boolean; sums: SumSpread[] };
type StoredSeries = { id: string; y: (number | null)[]; censored: number[] | null; statics: Record<string, string>; unitPrice: number | null; known: Record<string, (number | null)[]> };
type StoredPanel = Omit<Panel, 'series'> & { series: StoredSeries[] };

export type ForecastArtifact = { params: ForecastParams; roles: ColumnRoles; panel: Panel; forecaster: Forecaster };

/** An artifact made before slow and fast movers were calibrated apart has none of this name and is read without. */
const TOTALS_FILE = 'totals-3.json';
const TRIED_FILE = 'totals-tried.json';

/** NaN has no place in JSON: it stands as null. */
const numbers = (values: Float64Array): (number | null)[] => Array.from(values, (v) => (Number.isNaN(v) ? null : v));
const values = (stored: (number | null)[]): Float64Array => Float64Array.from(stored, (v) => v ?? Number.NaN);

const USED = ['item', 'time', 'quantity', 'target', 'price', 'category'];
const usedRoles = (roles: ColumnRoles): ColumnRoles => Object.fromEntries(Object.entries(roles).filter(([, role]) => USED.includes(role)));

/** The history goes with the model: a forecast begins where the history ends. */
export function packForecast({ params, roles, panel, forecaster }: ForecastArtifact): ArtifactFile[] {
  const files: ArtifactFile[] = [];
  const members = forecaster.members.map((m, i): StoredMember => {
    if (m.kind === 'local') return { kind: 'local', name: m.name };
    const file = `member-${i}.${m.kind === 'boosted' ? 'json' : 'bwtf'}`;
    files.push({ name: file, bytes: m.kind === 'boosted' ? boostedCodec.encode(m.model) : networkCodec.encode(m.model) });
    return { kind: m.kind, name: m.name, file };
  });
  const { weights, relativeVariance, sharedVariance, volumeRatio, levelMap, totals } = forecaster;
  const model: StoredModel = {
    format: 'bellwether-forecast', version: 1, params, roles: usedRoles(roles), members, weights, relativeVariance, sharedVariance, volumeRatio, levelMap,
    directTotals: forecaster.directTotals !== null, sums: forecaster.sums,
    totals: totals === null ? null : { steps: totals.steps, edges: totals.edges.map((e) => (Number.isFinite(e) ? e : null)), ratios: totals.ratios.map((r) => [...r]) },
  };
  if (forecaster.directTotals) files.push({ name: TOTALS_FILE, bytes: totalsCodec.encode(forecaster.directTotals) });
  if (forecaster.triedTotals) files.push({ name: TRIED_FILE, bytes: totalsCodec.encode(forecaster.triedTotals) });
  const stored: StoredPanel = { ...panel, series: panel.series.map((s) => ({ id: s.id, y: numbers(s.y), censored: s.censored === null ? null : [...s.censored], statics: s.statics, unitPrice: Number.isNaN(s.unitPrice) ? null : s.unitPrice, known: Object.fromEntries(Object.entries(s.known).map(([k, v]) => [k, numbers(v)])) })) };
  return [{ name: 'model.json', bytes: jsonCodec<StoredModel>().encode(model) }, { name: 'panel.json', bytes: jsonCodec<StoredPanel>().encode(stored) }, ...files];
}

const nullable = z.array(z.number().nullable());
const panelSchema: z.ZodType<StoredPanel> = z.object({
  frequency: z.enum(['day', 'week', 'month']), horizon: z.number().int().min(1), length: z.number().int().min(1), start: z.number(),
  series: z.array(z.object({ id: z.string(), y: nullable, censored: z.array(z.number()).nullable(), statics: z.record(z.string(), z.string()), unitPrice: z.number().nullable(), known: z.record(z.string(), nullable) })).min(1),
});
const modelSchema = z.object({
  format: z.literal('bellwether-forecast'), version: z.literal(1), params: z.unknown(), roles: columnRolesSchema,
  members: z.array(z.discriminatedUnion('kind', [z.object({ kind: z.literal('local'), name: z.string() }), z.object({ kind: z.literal('boosted'), name: z.string(), file: z.string() }), z.object({ kind: z.literal('network'), name: z.string(), file: z.string() })])).min(1).max(20),
  weights: z.array(z.number().min(0).max(1)).min(1).max(20), relativeVariance: z.number().min(0), sharedVariance: z.number().min(0).default(0), volumeRatio: z.number().gt(0).max(10).default(1), levelMap: z.object({ levels: z.array(z.number().gt(0).lt(1)).length(9), n: z.number() }).nullable(),
  totals: z.object({ steps: z.number().int().min(1), edges: nullable, ratios: z.array(z.array(z.number())).min(1) }).nullable(), directTotals: z.boolean().default(false),
  sums: z.array(z.object({ column: z.string().nullable(), factor: z.number().min(0), square: z.number().min(0) })).default([]),
});

const invalid = (what: string): AppError => new AppError({ code: 'MODEL_ARTIFACT_INVALID', message: `The files of this forecast cannot be used: ${what}.`, fix: 'Use the files of the run, unchanged.' });

function read<T>(files: readonly ArtifactFile[], name: string, schema: z.ZodType<T>): T {
  const parsed = schema.safeParse(jsonCodec<unknown>().decode(bytesOf(files, name)));
  if (!parsed.success) throw invalid(`${name}: ${z.prettifyError(parsed.error).slice(0, 500)}`);
  return parsed.data;
}

function bytesOf(files: readonly ArtifactFile[], name: string): Uint8Array {
  const file = files.find((f) => f.name === name);
  if (!file) throw invalid(`${name} is missing`);
  return file.bytes;
}

/** @throws AppError MODEL_ARTIFACT_INVALID naming the file and what is wrong with it */
export function unpackForecast(files: readonly ArtifactFile[]): ForecastArtifact {
  const model = read(files, 'model.json', modelSchema);
  const stored = read(files, 'panel.json', panelSchema);
  const params = forecastParamsSchema.safeParse(model.params);
  if (!params.success) throw invalid('model.json holds parameters of another version');
  if (model.members.length !== model.weights.length) throw invalid('model.json has not one weight a member');
  if (stored.series.some((s) => s.y.length !== stored.length || (s.censored !== null && s.censored.length !== stored.length))) throw invalid('panel.json has series of uneven length');
  const members = model.members.map((m): Member => {
    if (m.kind === 'boosted') return { kind: 'boosted', name: m.name, model: boostedCodec.decode(bytesOf(files, m.file)) };
    if (m.kind === 'network') return { kind: 'network', name: m.name, model: networkCodec.decode(bytesOf(files, m.file)) };
    return { kind: 'local', name: m.name as Extract<Member, { kind: 'local' }>['name'] };
  });
  const totals: TotalsModel | null = model.totals === null ? null : { steps: model.totals.steps, edges: model.totals.edges.map((e) => e ?? Number.POSITIVE_INFINITY), ratios: model.totals.ratios.map((r) => Float64Array.from(r)) };
  const panel: Panel = { ...stored, series: stored.series.map((s) => ({ id: s.id, y: values(s.y), censored: s.censored === null ? null : Uint8Array.from(s.censored), statics: s.statics, unitPrice: s.unitPrice ?? Number.NaN, known: Object.fromEntries(Object.entries(s.known).map(([k, v]) => [k, values(v)])) })) };
  return { params: params.data, roles: model.roles, panel, forecaster: { members, weights: model.weights, relativeVariance: model.relativeVariance, sharedVariance: model.sharedVariance, volumeRatio: model.volumeRatio, hierarchy: params.data.hierarchy, levelMap: model.levelMap, totals, sums: model.sums, triedTotals: files.some((f) => f.name === TRIED_FILE) ? totalsCodec.decode(bytesOf(files, TRIED_FILE)) : null, directTotals: model.directTotals && files.some((f) => f.name === TOTALS_FILE) ? totalsCodec.decode(bytesOf(files, TOTALS_FILE)) : null } };
}

/** Rows of a forecast name a product; the rest is asked by `forecast` and `reorder`. */
export function forecastSignature(panel: Panel, roles: ColumnRoles, params: ForecastParams): ModelSignature {
  const item = columnWithRole(roles, 'item') ?? 'item';
  const ids = panel.series.slice(0, 200).map((s) => s.id);
  const known = knownColumns(params).map((name) => ({ name, type: 'number' as const, role: 'numeric' as const, required: false, min: null, max: null, levels: null, example: null }));
  return modelSignatureSchema.parse({
    inputs: [{ name: item, type: 'string', role: 'id', required: true, min: null, max: null, levels: panel.series.length <= 200 ? ids : null, example: ids[0]! }, ...known],
    output: { kind: 'quantiles', name: columnWithRole(roles, 'quantity') ?? columnWithRole(roles, 'target') ?? 'units', positiveValue: null, threshold: null },
  });
}
