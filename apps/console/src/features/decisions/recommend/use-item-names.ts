'use client';

import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useCallback, useState } from 'react';
import { useTRPC } from '../../../trpc';

const MOST_KEYS = 1000;

/**
 * Names of the items that any list on the page has told; the key where none has. What a rule takes out of the lists keeps its name.
 * @param wanted keys that stand on the page without a list to name them, such as those that a rule hides
 */
export function useItemNames(model: string, told: readonly { item: string; name: string | null }[], wanted: readonly string[]): (key: string) => string {
  const trpc = useTRPC();
  const [names] = useState(() => new Map<string, string>());
  const keys = [...new Set(wanted)].sort().slice(0, MOST_KEYS);
  const asked = useQuery(trpc.recommendation.items.queryOptions({ model, keys }, { enabled: keys.length > 0, staleTime: 60_000, placeholderData: keepPreviousData }));
  for (const { item, name } of [...told, ...(asked.data ?? [])]) if (name !== null) names.set(item, name);
  return useCallback((key) => names.get(key) ?? key, [names]);
}
