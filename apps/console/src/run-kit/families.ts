'use client';

import type { MetricSpec } from '@bellwether/contracts';
import { useQuery } from '@tanstack/react-query';
import type { inferOutput } from '@trpc/tanstack-react-query';
import { useMemo } from 'react';
import { fieldsOf, type JsonSchema, type SchemaField } from '../forms';
import { useTRPC } from '../trpc';

type Trpc = ReturnType<typeof useTRPC>;
export type Family = inferOutput<Trpc['family']['list']>[number];
export type RunDetail = inferOutput<Trpc['run']['get']>;
export type RunRow = inferOutput<Trpc['run']['list']>['rows'][number];
export type RunFacets = inferOutput<Trpc['run']['facets']>;
export type RunComparison = inferOutput<Trpc['run']['compare']>[number];
export type LaunchEstimate = inferOutput<Trpc['run']['estimate']>;
export type LaunchableVersion = inferOutput<Trpc['run']['launchableData']>[number];
export type ExperimentRow = inferOutput<Trpc['experiment']['list']>['rows'][number];
export type ExperimentDetail = inferOutput<Trpc['experiment']['get']>;
export type SearchOptions = NonNullable<inferOutput<Trpc['search']['options']>>;
export type SearchView = inferOutput<Trpc['search']['get']>;
export type SearchListRow = inferOutput<Trpc['search']['list']>[number];
export type SavedView = inferOutput<Trpc['view']['list']>[number];

const NO_FAMILIES: Family[] = [];

/** The families of this build: they do not change while the page is open. */
export function useFamilies(): { families: Family[]; metricOf: (key: string, familyId?: string) => MetricSpec; familyOf: (id: string) => Family | undefined } {
  const trpc = useTRPC();
  const { data = NO_FAMILIES } = useQuery(trpc.family.list.queryOptions(undefined, { staleTime: Infinity }));
  return useMemo(() => {
    const byKey = new Map(data.flatMap((f) => f.metrics).map((m) => [m.key, m]));
    const familyOf = (id: string) => data.find((f) => f.id === id);
    const metricOf = (key: string, familyId?: string) => (familyId && familyOf(familyId)?.metrics.find((m) => m.key === key)) || byKey.get(key) || unknownMetric(key);
    return { families: data, metricOf, familyOf };
  }, [data]);
}

/** A metric that no family of this build describes: shown by its own name, in no order of merit. */
const unknownMetric = (key: string): MetricSpec => ({ key, title: { en: key, zh: key }, help: { en: '', zh: '' }, better: 'none', range: null, unit: null });

/** Fields of a family's parameters without their folders: what a person sets, with its dotted path. */
export function leafFields(schema: unknown): SchemaField[] {
  const walk = (fields: readonly SchemaField[]): SchemaField[] => fields.flatMap((f) => (f.kind === 'object' ? walk(f.fields) : f.kind === 'union' ? [f, ...f.variants.flatMap((v) => walk(v.fields))] : [f]));
  return walk(fieldsOf(schema as JsonSchema));
}
