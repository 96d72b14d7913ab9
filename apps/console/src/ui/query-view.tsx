'use client';

import type { UseQueryResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { ErrorPanel } from './error-panel';
import { SkeletonText } from './skeleton';

/** Loading, failed or there: `<QueryView query={query} skeleton={<SkeletonTable />}>{(data) => ...}</QueryView>`. Old data stays while new is fetched. */
export function QueryView<T>({ query, skeleton, children }: { query: UseQueryResult<T, unknown>; skeleton?: ReactNode; children: (data: NoInfer<T>) => ReactNode }) {
  if (query.data !== undefined) return <>{children(query.data)}</>;
  if (query.isError) return <ErrorPanel error={query.error} onRetry={() => void query.refetch()} />;
  return <div aria-busy>{skeleton ?? <SkeletonText />}</div>;
}
