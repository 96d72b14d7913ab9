'use client';

import { useRouter } from 'next/navigation';
import { useMemo } from 'react';
import { useT } from '../../i18n';
import { Badge, DataTable, RelativeTime, useFormat, type DataColumn } from '../../ui';
import type { ModelPageData, VersionRow } from './model-types';
import { useFamily } from './use-family';

const rowId = (v: VersionRow) => v.id;
/** Metrics shown beside the gate's own. */
const MORE_METRICS = 3;

/** Room for the badges of the version that has most of them: an alias cut short is another word. @unit px */
const aliasWidth = (versions: readonly VersionRow[]): number => Math.max(110, ...versions.map((v) => 24 + v.aliases.reduce((sum, a) => sum + 36 + a.length * 7, 0)));

export function VersionsTab({ model }: { model: ModelPageData }) {
  const t = useT();
  const format = useFormat();
  const router = useRouter();
  const family = useFamily(model.familyId);
  const columns = useMemo((): DataColumn<VersionRow>[] => {
    const specs = family?.metrics ?? [];
    const keys = [model.policy.metric, ...specs.filter((s) => s.key !== model.policy.metric && s.better !== 'none').map((s) => s.key)];
    return [
      { id: 'number', title: t('models.versions'), width: 110, fixed: true, value: (v) => v.number, cell: (v) => <span className="font-medium">{t('models.version', { number: v.number })}</span> },
      { id: 'aliases', title: t('models.aliases'), width: aliasWidth(model.versions), minWidth: aliasWidth(model.versions), value: (v) => v.aliases.join(' '), cell: (v) => <span className="flex gap-1">{v.aliases.map((a) => <Badge key={a} tone={a === 'champion' ? 'good' : 'accent'}>{a}</Badge>)}</span> },
      ...keys.map((key, i): DataColumn<VersionRow> => {
        const spec = specs.find((s) => s.key === key);
        return { id: `metric.${key}`, title: spec ? t.of(spec.title) : key, width: 140, align: 'right', hidden: i > MORE_METRICS, value: (v) => v.metrics[key]?.value, cell: (v) => format.estimate(v.metrics[key] ?? null) };
      }),
      { id: 'run', title: t('models.run'), width: 220, value: (v) => v.runNumber, cell: (v) => <span className="truncate"><span className="text-subtle">#{v.runNumber}</span> {v.runName}</span> },
      { id: 'data', title: t('models.data'), width: 200, value: (v) => `${v.datasetName} ${v.datasetVersionNumber}`, cell: (v) => <span className="truncate text-muted">{v.datasetName} v{v.datasetVersionNumber}</span> },
      { id: 'at', title: t('models.registered'), width: 130, value: (v) => v.createdAt, cell: (v) => <RelativeTime at={v.createdAt} className="text-muted" /> },
      { id: 'by', title: t('models.registeredBy'), width: 140, value: (v) => v.createdByName, cell: (v) => <span className="truncate text-muted">{v.createdByName}</span> },
    ];
  }, [t, format, family, model.policy.metric, model.versions]);
  return <DataTable name="model-versions" label={t('models.tab.versions')} rows={model.versions} rowId={rowId} rowLabel={(v) => t('models.version', { number: v.number })} columns={columns} onOpen={(v) => router.push(`/models/${model.id}/versions/${v.id}`)} />;
}
