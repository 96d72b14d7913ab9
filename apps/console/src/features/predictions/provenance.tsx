'use client';

import type { RouterOutputs } from '@bellwether/api';
import { Boxes, CircleCheck, CircleX, Code, Database, Fingerprint, FlaskConical, Radio, SlidersHorizontal, type LucideIcon } from 'lucide-react';
import Link from 'next/link';
import type { ReactNode } from 'react';
import { useT } from '../../i18n';
import { Card, useFormat } from '../../ui';

export type Explanation = RouterOutputs['prediction']['explain'];

type Step = { key: string; icon: LucideIcon; name: string; value: ReactNode; detail?: ReactNode };

const Hash = ({ children }: { children: string }) => <code className="break-all font-mono text-2xs">{children}</code>;
const To = ({ href, children }: { href: string; children: ReactNode }) => <Link className="text-accent hover:underline" href={href}>{children}</Link>;

/** From the answer down to the bytes, one step a line. */
export function Provenance({ e }: { e: Explanation }) {
  const t = useT();
  const format = useFormat();
  const { prediction: p, version: v, live } = e;
  const Mark = e.replay.inputHashEqual ? CircleCheck : CircleX;
  const steps: Step[] = [
    { key: 'input', icon: Fingerprint, name: t('models.explain.inputHash'), value: <Hash>{p.inputHash}</Hash>, detail: <span className="inline-flex items-center gap-1"><Mark aria-hidden className={e.replay.inputHashEqual ? 'size-3.5 text-good' : 'size-3.5 text-bad'} />{t(e.replay.inputHashEqual ? 'models.explain.hashEqual' : 'models.explain.hashDiffers')}</span> },
    ...(live ? [{ key: 'live', icon: Radio, name: t('models.explain.live'), value: <To href={`/models/${p.modelId}?tab=live`}>{t('models.explain.liveBy', { alias: live.alias, since: format.dateTime(live.at), by: live.byName })}</To>, detail: live.reason || undefined }] : []),
    { key: 'version', icon: Boxes, name: t('models.explain.model'), value: <To href={`/models/${v.modelId}/versions/${v.id}`}>{t('models.versionOf', { model: v.modelName, number: v.number })}</To>, detail: <Hash>{v.artifactHash}</Hash> },
    { key: 'run', icon: FlaskConical, name: t('models.explain.run'), value: <To href={`/runs/${v.runId}`}>#{v.runNumber} {v.runName}</To>, detail: `${t('models.seed')} ${v.seed}` },
    ...(v.viewHash ? [{ key: 'view', icon: SlidersHorizontal, name: t('models.view'), value: <Hash>{v.viewHash}</Hash> }] : []),
    { key: 'rows', icon: Database, name: t('models.explain.rows'), value: <To href={`/data/${v.datasetId}/versions/${v.datasetVersionId}?tab=rows`}>{v.datasetName} v{v.datasetVersionNumber}</To>, detail: <>{t('models.explain.rowsValue', { train: format.number(e.training.trainRows), test: format.number(e.training.testRows) })}<br />{v.datasetFileName} <Hash>{v.datasetContentHash}</Hash></> },
    { key: 'code', icon: Code, name: t('models.code'), value: <Hash>{v.codeVersion}</Hash>, detail: Object.entries(v.packages).map(([name, version]) => `${name} ${version}`).join(', ') },
  ];
  return (
    <Card title={t('models.explain.path')}>
      <ol className="relative space-y-4 pl-8 before:absolute before:bottom-2 before:left-3 before:top-2 before:w-px before:bg-line">
        {steps.map(({ key, icon: Icon, name, value, detail }) => (
          <li key={key} className="relative min-w-0 text-sm">
            <span aria-hidden className="absolute -left-8 flex size-6 items-center justify-center rounded-full border bg-surface"><Icon className="size-3.5 text-subtle" /></span>
            <p className="text-xs text-subtle">{name}</p>
            <p className="break-words font-medium">{value}</p>
            {detail && <p className="break-words text-xs text-muted">{detail}</p>}
          </li>
        ))}
      </ol>
    </Card>
  );
}
