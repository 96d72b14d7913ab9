'use client';

import { useCallback, useState } from 'react';

/** Names of the items that any list on the page has told; the key where none has. What a rule takes out of the lists keeps its name. */
export function useItemNames(told: readonly { item: string; name: string | null }[]): (key: string) => string {
  const [names] = useState(() => new Map<string, string>());
  for (const { item, name } of told) if (name !== null) names.set(item, name);
  return useCallback((key) => names.get(key) ?? key, [names]);
}
