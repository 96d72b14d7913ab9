'use client';

import { Boxes, Copy, Database, FlaskConical, Network, Package, SlidersHorizontal, type LucideIcon } from 'lucide-react';
import Link from 'next/link';
import { useT } from '../../i18n';
import type { RunDetail } from '../../run-kit/families';
import { Button, Card } from '../../ui';

type Step = { key: string; icon: LucideIcon; title: string; detail: string; href?: string };

/** Where this run comes from and what came of it, as a list; the graph is one click away. */
export function LineageTab({ run }: { run: RunDetail }) {
  const t = useT();
  const steps: Step[] = [
    { key: 'data', icon: Database, title: `${run.datasetName} v${run.datasetVersionNumber}`, detail: t('runs.lineage.data'), href: `/data/${run.datasetId}/versions/${run.datasetVersionId}` },
    { key: 'roles', icon: SlidersHorizontal, title: run.roleSetId.slice(0, 8), detail: t('runs.lineage.roles', { count: Object.keys(run.roles).length }) },
    ...(run.clonedFrom ? [{ key: 'clone', icon: Copy, title: `#${run.clonedFrom.number} ${run.clonedFrom.name}`, detail: t('runs.lineage.clonedFrom'), href: `/runs/${run.clonedFrom.id}` }] : []),
    { key: 'run', icon: FlaskConical, title: `#${run.number} ${run.name}`, detail: t('runs.lineage.run', { hash: run.paramsHash.slice(0, 12), code: run.codeVersion }) },
    ...(run.viewHash ? [{ key: 'view', icon: SlidersHorizontal, title: run.viewHash.slice(0, 16), detail: t('runs.lineage.view') }] : []),
    ...(run.artifactHash ? [{ key: 'artifact', icon: Package, title: run.artifactHash.slice(0, 16), detail: t('runs.lineage.artifact') }] : []),
    ...(run.modelVersion ? [{ key: 'model', icon: Boxes, title: `${run.modelVersion.modelName} v${run.modelVersion.number}`, detail: t('runs.lineage.model'), href: `/models/${run.modelVersion.modelId}/versions/${run.modelVersion.id}` }] : []),
  ];
  return (
    <Card title={t('runs.lineage.title')} actions={<Button size="sm" asChild><Link href={`/lineage?kind=run&id=${run.id}`}><Network aria-hidden />{t('runs.lineage.graph')}</Link></Button>}>
      <ol className="relative space-y-4 pl-8 before:absolute before:bottom-2 before:left-3 before:top-2 before:w-px before:bg-line">
        {steps.map(({ key, icon: Icon, title, detail, href }) => (
          <li key={key} className="relative">
            <span aria-hidden className="absolute -left-8 flex size-6 items-center justify-center rounded-full border bg-surface"><Icon className="size-3.5 text-subtle" /></span>
            <p className="break-words text-sm font-medium">{href ? <Link href={href} className="hover:underline">{title}</Link> : <span className="font-mono text-xs">{title}</span>}</p>
            <p className="break-words text-xs text-subtle">{detail}</p>
          </li>
        ))}
      </ol>
    </Card>
  );
}
