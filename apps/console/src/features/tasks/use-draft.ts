'use client';

import type { EventLogId } from '@bellwether/contracts';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { useTRPC } from '../../trpc';
import type { TaskDraft } from './task-types';

const SETTLES_MS = 350;

/** A value once it has stood still: a preview reads every event. */
function useSettled<T>(value: T): T {
  const [settled, setSettled] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), SETTLES_MS);
    return () => clearTimeout(timer);
  }, [value]);
  return settled;
}

/** The preview of a draft, the one before it standing while the next is counted. */
export function usePreview(logId: EventLogId | null, draft: TaskDraft | null) {
  const trpc = useTRPC();
  const spec = useSettled(draft?.spec ?? null);
  const query = useQuery(trpc.tasks.preview.queryOptions({ logId: logId!, spec: spec! as never }, { enabled: logId !== null && spec !== null, placeholderData: keepPreviousData, staleTime: 60_000, retry: false }));
  return { query, stale: query.isPlaceholderData || query.isPending || spec !== (draft?.spec ?? null) };
}
