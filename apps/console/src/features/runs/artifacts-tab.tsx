'use client';

import { useQuery } from '@tanstack/react-query';
import { Package } from 'lucide-react';
import { useT } from '../../i18n';
import { OnnxLink, runFileHref, TensorboardLink } from '../../run-kit/downloads';
import type { RunDetail } from '../../run-kit/families';
import { useTRPC } from '../../trpc';
import { Card, CopyButton, EmptyState, QueryView, useFormat } from '../../ui';

/** Files that the run left behind, named by their content. */
export function ArtifactsTab({ run }: { run: RunDetail }) {
  const t = useT();
  const format = useFormat();
  const trpc = useTRPC();
  const query = useQuery(trpc.run.artifacts.queryOptions({ runId: run.id }, { staleTime: 60_000 }));
  return (
    <QueryView query={query}>
      {(artifacts) =>
        artifacts === null ? (
          <EmptyState icon={Package} title={t('runs.noArtifacts')}>{t('runs.noArtifactsBody')}</EmptyState>
        ) : (
          <Card title={t('runs.artifactFiles', { count: artifacts.files.length })} description={<span className="inline-flex items-center gap-1">{format.bytes(artifacts.bytes)} · sha256 <code>{artifacts.hash.slice(0, 16)}</code><CopyButton text={artifacts.hash} /></span>} flush
            actions={<div className="flex flex-wrap gap-2"><OnnxLink runId={run.id} /><TensorboardLink runId={run.id} /></div>}>
            <div className="scroll-thin overflow-x-auto">
              <table className="w-full text-sm">
                <tbody>
                  {artifacts.files.map((f) => (
                    <tr key={f.name} className="border-b last:border-b-0">
                      <th scope="row" className="px-4 py-1.5 text-left font-mono text-xs font-normal"><a className="text-accent hover:underline" href={runFileHref(run.id, f.name)} download>{f.name}</a></th>
                      <td className="tabular px-4 py-1.5 text-right">{format.bytes(f.bytes)}</td>
                      <td className="px-4 py-1.5 text-right"><code className="text-xs text-subtle">{f.sha256.slice(0, 12)}</code><CopyButton text={f.sha256} /></td>
                    </tr>
                  ))}
                </tbody>
              </table>
            </div>
          </Card>
        )
      }
    </QueryView>
  );
}
