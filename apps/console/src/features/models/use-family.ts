'use client';

import { useQuery } from '@tanstack/react-query';
import { useTRPC } from '../../trpc';
import { useT } from '../../i18n';
import type { Family } from './model-types';

/** The family of an id, once the list is there; families never change while the server runs. */
export function useFamily(familyId: string | undefined): Family | undefined {
  const trpc = useTRPC();
  const families = useQuery(trpc.family.list.queryOptions(undefined, { staleTime: Infinity }));
  return families.data?.find((f) => f.id === familyId);
}

/** Titles of metrics in the reader's language; the key where the family does not know it. */
export function useMetricTitle(familyId: string | undefined): (key: string) => string {
  const t = useT();
  const family = useFamily(familyId);
  return (key) => {
    const spec = family?.metrics.find((m) => m.key === key);
    return spec ? t.of(spec.title) : key;
  };
}
