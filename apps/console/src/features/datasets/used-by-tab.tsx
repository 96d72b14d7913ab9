'use client';

import { useQuery } from '@tanstack/react-query';
import { Link2Off } from 'lucide-react';
import Link from 'next/link';
import { useT } from '../../i18n';
import { useTRPC } from '../../trpc';
import { Badge, EmptyState, QueryView, RelativeTime, SkeletonTable } from '../../ui';
import type { VersionDetail } from './dataset-types';

const pageOf = { run: (id: string) => `/runs/${id}`, 'model-version': (id: string) => `/lineage?kind=model-version&id=${id}`, 'batch-scoring': (id: string) => `/lineage?kind=batch-scoring&id=${id}` };

/** What would break if this version went. */
export function UsedByTab({ version }: { version: VersionDetail }) {
  const t = useT();
  const trpc = useTRPC();
  const query = useQuery(trpc.dataset.dependants.queryOptions({ id: version.id }));
  return (
    <QueryView query={query} skeleton={<SkeletonTable />}>
      {(data) =>
        data.total === 0 ? (
          <EmptyState icon={Link2Off} title={t('datasets.used.none')}>{t('datasets.used.noneBody')}</EmptyState>
        ) : (
          <div className="space-y-3">
            <p className="text-sm text-muted">{t('datasets.used.count', { count: data.total })}</p>
            <ul className="divide-y rounded-lg border">
              {data.rows.map((d) => (
                <li key={d.id}>
                  <Link href={pageOf[d.kind](d.id)} className="flex items-center gap-3 px-3 py-2 text-sm hover:bg-hover">
                    <Badge>{t(`datasets.used.${d.kind}`)}</Badge>
                    <span className="min-w-0 flex-1 truncate font-medium">{d.title}</span>
                    <span className="text-muted">{d.state}</span>
                    <RelativeTime at={d.at} className="text-subtle" />
                  </Link>
                </li>
              ))}
            </ul>
          </div>
        )
      }
    </QueryView>
  );
}
