'use client';

import type { LaunchInput, SearchInput } from '@bellwether/contracts';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useRouter } from 'next/navigation';
import { useMemo } from 'react';
import { useT } from '../../i18n';
import { useTRPC } from '../../trpc';
import { toast } from '../../ui';
import { paramAt } from '../param-text';
import type { DraftProblem, LaunchDraft } from './launch-spec';
import { EMPTY_SEARCH, firstVaried, searchPart } from './search-draft';

/** The search that the launch form would start, and what is still missing for it. */
export function useSearchLaunch({ draft, params, spec, onStarted }: { draft: LaunchDraft; params: Record<string, unknown>; spec: LaunchInput | null; onStarted: () => void }) {
  const t = useT();
  const trpc = useTRPC();
  const router = useRouter();
  const client = useQueryClient();
  const { data: options = null } = useQuery(trpc.search.options.queryOptions({ familyId: draft.familyId }, { staleTime: Infinity }));
  const read = useMemo(() => (path: string): unknown => paramAt(params, path.split('.')), [params]);
  const own = useMemo(() => draft.expand.search ?? (options ? { ...EMPTY_SEARCH, varied: firstVaried(options, read) } : EMPTY_SEARCH), [draft.expand.search, options, read]);
  const on = draft.expand.kind === 'search' && options !== null;
  const made = useMemo(() => (on ? searchPart(own, options) : null), [on, own, options]);
  const start = useMutation(
    trpc.search.start.mutationOptions({
      onSuccess: async ({ searchId }) => {
        await Promise.all([client.invalidateQueries(trpc.search.pathFilter()), client.invalidateQueries(trpc.experiment.pathFilter()), client.invalidateQueries(trpc.run.pathFilter())]);
        toast.done(t('search.started'));
        onStarted();
        router.push(`/searches/${searchId}`);
      },
      onError: toast.failed,
    }),
  );
  const input = useMemo(() => (spec && made && 'part' in made ? inputOf(spec, made.part) : null), [spec, made]);
  const problem: DraftProblem | null = made && 'problem' in made ? made.problem : null;
  return { on, problem, input, busy: start.isPending, start: () => void (input && start.mutate(input)), fields: options ? { options, draft: own, read } : null };
}

function inputOf(spec: LaunchInput, part: Pick<SearchInput, 'space' | 'sampler' | 'pruner' | 'budget' | 'objective' | 'parallel'>): SearchInput {
  const { experimentId, experimentName, familyId, datasetVersionId, roles, name, params, seed, tags, notes } = spec;
  return { experimentId, experimentName, familyId, datasetVersionId, roles, name, params, seed, tags, notes, ...part };
}
