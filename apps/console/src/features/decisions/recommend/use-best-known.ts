'use client';

import { useQuery } from '@tanstack/react-query';
import { useTRPC } from '../../../trpc';

/** Somebody to begin with: the customer that the model knows most events of. Empty until it is found. */
export function useBestKnown(model: string, enabled: boolean): string {
  const trpc = useTRPC();
  const found = useQuery(trpc.recommendation.find.queryOptions({ model, kind: 'customer', text: '', limit: 1 }, { enabled, staleTime: Infinity }));
  return found.data?.[0]?.key ?? '';
}
