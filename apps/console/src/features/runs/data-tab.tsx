'use client';

import type { ColumnRole } from '@bellwether/contracts';
import { Database } from 'lucide-react';
import Link from 'next/link';
import { useMemo } from 'react';
import { FigureView } from '../../figures';
import { useT } from '../../i18n';
import type { RunDetail } from '../../run-kit/families';
import { Badge, Button, Card, CopyButton, KeyValueList, useFormat } from '../../ui';
import { LeakReportCard } from './leak-report';

const importanceTitle = { en: 'What the model uses', zh: '模型所用的特征' };
const importanceNote = { en: 'How much the main metric falls when a column is shuffled on held-out rows.', zh: '在留出数据上打乱某列时，主要指标下降的幅度。' };
const importanceAxis = { en: 'Fall of the main metric', zh: '主要指标的下降' };
const MAX_BARS = 25;

/** What the run learned from: rows of each part, roles, features, and what the model makes of them. */
export function DataTab({ run }: { run: RunDetail }) {
  const t = useT();
  const format = useFormat();
  const s = run.summary;
  const figure = useMemo(() => {
    const top = s?.importance.slice(0, MAX_BARS) ?? [];
    return top.length === 0 ? null : { key: 'importance', mark: 'bar' as const, horizontal: true, title: importanceTitle, note: importanceNote, x: { label: importanceAxis }, y: { label: importanceTitle }, categories: top.map((i) => i.feature), series: [{ name: importanceTitle, y: top.map((i) => i.value), lo: top.map((i) => i.lo), hi: top.map((i) => i.hi) }] };
  }, [s]);
  const rate = (part: 'train' | 'valid' | 'test') => (s?.baseRate ? ` · ${t('tasks.preview.rate')} ${format.percent(s.baseRate[part])}` : '');
  const items = s
    ? [
        ...(['train', 'valid', 'test'] as const).map((part) => ({ key: part, label: t(`runs.part.${part}`), value: `${format.number(s.rows[part])}${rate(part)}` })),
        { key: 'dropped', label: t('runs.part.dropped'), value: format.number(s.rows.dropped) },
        { key: 'protocol', label: t('runs.protocol'), value: s.protocol },
        { key: 'parameters', label: t('runs.parameterCount'), value: s.parameterCount === null ? '–' : format.number(s.parameterCount) },
        { key: 'best', label: t('runs.bestEpoch'), value: s.bestEpoch ?? '–' },
        { key: 'features', label: t('runs.featureCount'), value: format.number(s.features.length) },
      ]
    : [];
  return (
    <div className="grid gap-4 lg:grid-cols-2">
      <LeakReportCard runId={run.id} done={run.state === 'done'} />
      <Card title={`${run.datasetName} v${run.datasetVersionNumber}`} actions={<Button size="sm" asChild><Link href={`/data/${run.datasetId}/versions/${run.datasetVersionId}`}><Database aria-hidden />{t('runs.openData')}</Link></Button>}>
        {s ? <KeyValueList items={items} /> : <p className="text-sm text-subtle">{t('runs.noSummary')}</p>}
        {run.viewHash && <p className="mt-3 flex items-center gap-1 text-xs text-subtle">{t('runs.viewHash')} <code className="truncate">{run.viewHash.slice(0, 16)}</code><CopyButton text={run.viewHash} /></p>}
      </Card>
      <Card title={t('runs.roles')} description={t('runs.rolesHelp')}>
        <Roles roles={run.roles} />
      </Card>
      {figure && <FigureView figure={figure} height={Math.max(220, figure.categories.length * 22)} className="lg:col-span-2" />}
      {s && s.features.length > 0 && (
        <Card title={t('runs.features')} className="lg:col-span-2">
          <ul className="flex flex-wrap gap-1">{s.features.map((f) => <li key={f}><Badge><span className="font-mono text-2xs">{f}</span></Badge></li>)}</ul>
        </Card>
      )}
    </div>
  );
}

function Roles({ roles }: { roles: RunDetail['roles'] }) {
  const t = useT();
  const groups = new Map<ColumnRole, string[]>();
  for (const [column, role] of Object.entries(roles)) groups.set(role, [...(groups.get(role) ?? []), column]);
  const order: ColumnRole[] = ['target', 'time', 'id', 'item', 'event', 'price', 'quantity', 'numeric', 'category', 'text', 'split', 'observed', 'sensitive', 'ignored'];
  return <KeyValueList items={order.filter((r) => groups.has(r)).map((role) => ({ key: role, label: t(`runs.role.${role}`), value: groups.get(role)!.join(', ') }))} />;
}
