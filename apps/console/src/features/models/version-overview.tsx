'use client';

import Link from 'next/link';
import { useT } from '../../i18n';
import { useFamilies } from '../../run-kit/families';
import { MetricTable } from '../../run-kit/metric-table';
import { Card, EvidenceCard, KeyValueList, RelativeTime, useFormat } from '../../ui';
import type { VersionData } from './model-types';

const CARDS = 4;

/** The numbers that speak for the version, and everything that it is made of. */
export function VersionOverview({ version }: { version: VersionData }) {
  const t = useT();
  const { familyOf, metricOf } = useFamilies();
  const known = familyOf(version.familyId)?.metrics.map((m) => m.key) ?? [];
  const keys = [...known.filter((k) => k in version.metrics), ...Object.keys(version.metrics).filter((k) => !known.includes(k))];
  const first = [...keys].sort((a, b) => Number(metricOf(b, version.familyId).primary ?? false) - Number(metricOf(a, version.familyId).primary ?? false)).slice(0, CARDS);
  return (
    <div className="space-y-4">
      <section aria-label={t('runs.metrics')} className="grid gap-4 sm:grid-cols-2 lg:grid-cols-4">
        {first.map((key) => (
          <EvidenceCard key={key} label={<span title={t.of(metricOf(key, version.familyId).help)}>{t.of(metricOf(key, version.familyId).title)}</span>} estimate={version.metrics[key]!} unit={metricOf(key, version.familyId).unit} measuredOn={t('runs.testRows', { count: version.metrics[key]!.n })} />
        ))}
      </section>
      <div className="grid items-start gap-4 lg:grid-cols-2">
        <MetricTable metrics={version.metrics} keys={keys} familyId={version.familyId} />
        <Facts version={version} />
      </div>
    </div>
  );
}

function Facts({ version: v }: { version: VersionData }) {
  const t = useT();
  const format = useFormat();
  const engine = v.engine as { name: string; device: string; version?: string } | null;
  const hash = (value: string | null) => (value ? <code className="break-all font-mono text-xs">{value}</code> : '–');
  const packages = Object.entries(v.packages).map(([name, version]) => `${name} ${version}`).join(', ');
  return (
    <Card title={t('models.facts')}>
      <KeyValueList
        items={[
          { key: 'run', label: t('models.run'), value: <Link className="text-accent hover:underline" href={`/runs/${v.runId}`}>#{v.runNumber} {v.runName}</Link> },
          { key: 'data', label: t('models.data'), value: <Link className="text-accent hover:underline" href={`/data/${v.datasetId}/versions/${v.datasetVersionId}`}>{v.datasetName} v{v.datasetVersionNumber}</Link> },
          { key: 'bytes', label: t('models.bytes'), value: hash(v.datasetContentHash) },
          { key: 'view', label: t('models.view'), value: hash(v.viewHash) },
          { key: 'artifact', label: t('models.artifact'), value: hash(v.artifactHash) },
          { key: 'size', label: t('models.size'), value: format.bytes(v.artifactBytes) },
          { key: 'seed', label: t('models.seed'), value: v.seed },
          { key: 'engine', label: t('models.engine'), value: engine ? [engine.name, engine.version, engine.device].filter(Boolean).join(' · ') : '–' },
          { key: 'code', label: t('models.code'), value: <code className="break-all font-mono text-xs">{v.codeVersion}</code> },
          { key: 'packages', label: t('models.packages'), value: packages },
          { key: 'by', label: t('models.registeredBy'), value: <>{v.createdByName}, <RelativeTime at={v.createdAt} /></> },
        ]}
      />
    </Card>
  );
}
