'use client';

import type { AppRouter } from '@bellwether/api';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { createTRPCClient, httpBatchLink, httpLink, httpSubscriptionLink, splitLink } from '@trpc/client';
import { createTRPCContext } from '@trpc/tanstack-react-query';
import { useState, type ReactNode } from 'react';
import superjson from 'superjson';
import { readError } from './error';
import { currentProject, PROJECT_HEADER } from './project';

export const { TRPCProvider, useTRPC, useTRPCClient } = createTRPCContext<AppRouter>();

/** Requests in one HTTP call at most: the server refuses longer batches. */
const MAX_BATCH = 15;

/** A question longer than this (a filter over many ids, a launch to be priced) goes into the body: addresses have an end. @unit characters of JSON */
const MAX_INPUT_IN_ADDRESS = 1500;
const isLong = (op: { type: string; input: unknown }): boolean => op.type === 'query' && op.input !== undefined && JSON.stringify(op.input).length > MAX_INPUT_IN_ADDRESS;

const projectHeaders = (): Record<string, string> => {
  const project = currentProject();
  return project ? { [PROJECT_HEADER]: project } : {};
};

function makeClient() {
  return createTRPCClient<AppRouter>({
    links: [
      splitLink({
        condition: (op) => op.type === 'subscription',
        true: httpSubscriptionLink({ url: '/trpc', transformer: superjson, connectionParams: projectHeaders }),
        false: splitLink({
          condition: isLong,
          true: httpLink({ url: '/trpc', transformer: superjson, methodOverride: 'POST', headers: projectHeaders }),
          false: httpBatchLink({ url: '/trpc', transformer: superjson, maxItems: MAX_BATCH, maxURLLength: 4000, headers: projectHeaders }),
        }),
      }),
    ],
  });
}

function makeQueryClient() {
  return new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: 5_000,
        // What the server refused stays refused; what it did not answer may answer the next time.
        retry: (count, error) => count < 3 && readError(error).offline,
        retryDelay: (count) => Math.min(1000 * 2 ** count, 8000),
      },
    },
  });
}

export function ApiProvider({ children }: { children: ReactNode }) {
  const [queryClient] = useState(makeQueryClient);
  const [client] = useState(makeClient);
  return (
    <QueryClientProvider client={queryClient}>
      <TRPCProvider trpcClient={client} queryClient={queryClient}>
        {children}
      </TRPCProvider>
    </QueryClientProvider>
  );
}
