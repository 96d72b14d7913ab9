'use client';

import { COLUMN_ROLES, type ColumnProfile, type ColumnRole, type ColumnRoles } from '@bellwether/contracts';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { AlertTriangle, Info, OctagonAlert } from 'lucide-react';
import { useMemo, useState } from 'react';
import { ColumnDistribution } from '../../figures';
import { useT } from '../../i18n';
import { useSession } from '../../shell/session';
import { useTRPC } from '../../trpc';
import { Button, cn, EmptyState, SearchInput, SegmentedControl, Select, toast, useFormat } from '../../ui';
import type { VersionDetail } from './dataset-types';
import { warningText } from './warning-text';

const ORDERS = ['file', 'target', 'missing', 'name'] as const;
type Order = (typeof ORDERS)[number];

/** A card a column: picture, facts, warnings and its role. Roles are saved together. */
export function ProfileTab({ version }: { version: VersionDetail }) {
  const t = useT();
  const trpc = useTRPC();
  const client = useQueryClient();
  const { can } = useSession();
  const [search, setSearch] = useState('');
  const [order, setOrder] = useState<Order>('file');
  const [edited, setEdited] = useState<ColumnRoles>({});
  const save = useMutation(
    trpc.dataset.setRoles.mutationOptions({
      onSuccess: async () => {
        setEdited({});
        await client.invalidateQueries(trpc.dataset.pathFilter());
        toast.done(t('datasets.roles.saved'));
      },
      onError: toast.failed,
    }),
  );
  const columns = useMemo(() => sorted(version.profile?.columns ?? [], order).filter((c) => c.name.toLowerCase().includes(search.trim().toLowerCase())), [version.profile, order, search]);
  const changed = Object.keys(edited).filter((name) => edited[name] !== version.roles[name]);
  // what is serious is said on top as well as on its column's card
  const general = version.warnings.filter((w) => w.column === null || w.severity === 'bad');
  return (
    <div className="space-y-4">
      {general.length > 0 && <Warnings warnings={general} />}
      <div className="sticky top-0 z-10 flex flex-wrap items-center gap-2 bg-canvas py-2">
        <SearchInput label={t('datasets.columns.search')} value={search} onChange={setSearch} className="w-full sm:w-64" />
        <SegmentedControl label={t('datasets.order')} value={order} onChange={setOrder} options={ORDERS.map((o) => ({ value: o, label: t(`datasets.order.${o}`) }))} />
        <span className="flex-1" />
        {version.rolesProposed && changed.length === 0 && <p className="text-xs text-muted">{t('datasets.roles.proposed')}</p>}
        {changed.length > 0 && (
          <>
            <Button onClick={() => setEdited({})}>{t('datasets.roles.discard')}</Button>
            <Button variant="primary" busy={save.isPending} onClick={() => save.mutate({ id: version.id, roles: Object.fromEntries(changed.map((name) => [name, edited[name]!])) })}>{t('datasets.roles.save', { count: changed.length })}</Button>
          </>
        )}
      </div>
      {columns.length === 0 && <EmptyState title={t('ui.noMatches')} />}
      <ul className="grid gap-3 sm:grid-cols-2 xl:grid-cols-3">
        {columns.map((column) => (
          <ColumnCard key={column.name} column={column} version={version} role={edited[column.name] ?? version.roles[column.name] ?? 'ignored'} editable={can('dataset.write')} onRole={(role) => setEdited((e) => ({ ...e, [column.name]: role }))} />
        ))}
      </ul>
    </div>
  );
}

function sorted(columns: ColumnProfile[], order: Order): ColumnProfile[] {
  if (order === 'file') return columns;
  const by = { target: (c: ColumnProfile) => -(c.target?.auc ?? 0), missing: (c: ColumnProfile) => -c.missing, name: () => 0 }[order];
  return [...columns].sort((a, b) => by(a) - by(b) || a.name.localeCompare(b.name));
}

type CardProps = { column: ColumnProfile; version: VersionDetail; role: ColumnRole; editable: boolean; onRole: (role: ColumnRole) => void };

function ColumnCard({ column, version, role, editable, onRole }: CardProps) {
  const t = useT();
  const warnings = version.warnings.filter((w) => w.column === column.name);
  const original = version.columns.find((c) => c.name === column.name)?.originalName;
  return (
    <li className={cn('flex min-w-0 flex-col gap-3 rounded-lg border bg-surface p-3', role === 'ignored' && 'opacity-75')}>
      <div className="flex items-start gap-2">
        <div className="min-w-0 flex-1">
          <h3 className="truncate text-sm font-medium" title={original ?? column.name}>{column.name}</h3>
          <p className="text-xs text-subtle">{t(`datasets.type.${column.type}`)}</p>
        </div>
        <Select size="sm" className="w-28 shrink-0" label={t('datasets.roleOf', { column: column.name })} value={role} disabled={!editable} onChange={onRole} options={COLUMN_ROLES.map((r) => ({ value: r, label: t(`datasets.role.${r}`), hint: t(`datasets.role.${r}.help`) }))} />
      </div>
      <ColumnDistribution profile={column} height={56} />
      <Facts column={column} />
      {warnings.length > 0 && <Warnings warnings={warnings} />}
    </li>
  );
}

function Facts({ column }: { column: ColumnProfile }) {
  const t = useT();
  const format = useFormat();
  const facts: [string, string][] = [
    [t('datasets.fact.missing'), column.missing === 0 ? '0' : format.percent(column.missing / Math.max(1, column.count))],
    [t('datasets.fact.distinct'), `${column.distinctApproximate ? '≈ ' : ''}${format.number(column.distinct)}`],
  ];
  if (column.numeric) facts.push([t('datasets.fact.mean'), format.number(column.numeric.mean)], [t('datasets.fact.median'), format.number(column.numeric.quantiles.p50)], [t('datasets.fact.sd'), format.number(column.numeric.sd)], [t('datasets.fact.range'), `${format.number(column.numeric.min)} – ${format.number(column.numeric.max)}`]);
  if (column.time) facts.push([t('datasets.fact.range'), `${column.time.min.slice(0, 10)} – ${column.time.max.slice(0, 10)}`]);
  if (column.text) facts.push([t('datasets.fact.length'), `${format.number(column.text.minLength)} – ${format.number(column.text.maxLength)}`]);
  if (column.target?.value !== null && column.target?.value !== undefined) facts.push([column.target.kind === 'pearson' ? t('datasets.fact.pearson') : t('datasets.fact.cramer'), format.number(column.target.value)]);
  if (column.target?.auc) facts.push([t('datasets.fact.auc'), column.target.auc.toFixed(3)]);
  return (
    <dl className="grid grid-cols-2 gap-x-4 gap-y-0.5 text-xs">
      {facts.map(([label, value]) => (
        <div key={label} className="flex min-w-0 justify-between gap-2">
          <dt className="truncate text-subtle">{label}</dt>
          <dd className="tabular truncate">{value}</dd>
        </div>
      ))}
    </dl>
  );
}

const ICONS = { bad: OctagonAlert, warning: AlertTriangle, info: Info } as const;
const TONES = { bad: 'text-bad', warning: 'text-warning', info: 'text-info' } as const;

function Warnings({ warnings }: { warnings: VersionDetail['warnings'] }) {
  const t = useT();
  return (
    <ul className="space-y-1.5">
      {warnings.map((w, i) => {
        const Icon = ICONS[w.severity];
        return (
          <li key={`${w.code}-${i}`} className="flex gap-2 text-xs">
            <Icon aria-hidden className={cn('mt-0.5 size-3.5 shrink-0', TONES[w.severity])} />
            <p className="min-w-0 break-words"><span className="sr-only">{t(`datasets.severity.${w.severity}`)}: </span>{warningText(t, w, 'message')} <span className="text-muted">{warningText(t, w, 'fix')}</span></p>
          </li>
        );
      })}
    </ul>
  );
}
