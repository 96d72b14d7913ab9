'use client';

import type { SignatureField } from '@bellwether/contracts';
import { useMemo } from 'react';
import { useT } from '../../i18n';
import { Card, DataTable, useFormat, type DataColumn } from '../../ui';
import type { VersionData } from './model-types';

const rowId = (f: SignatureField) => f.name;

/** What a row must look like, as training saw it. */
export function SignatureTable({ version }: { version: VersionData }) {
  const t = useT();
  const format = useFormat();
  const columns = useMemo<DataColumn<SignatureField>[]>(
    () => [
      { id: 'name', title: t('models.signature.field'), width: 200, fixed: true, value: (f) => f.name, cell: (f) => <span className="truncate font-medium">{f.name}</span> },
      { id: 'type', title: t('models.signature.type'), width: 100, value: (f) => f.type, cell: (f) => f.type },
      { id: 'range', title: t('models.signature.range'), width: 280, cell: (f) => <span className="truncate">{f.levels ? f.levels.slice(0, 8).join(', ') + (f.levels.length > 8 ? ' …' : '') : `${format.number(f.min)} – ${format.number(f.max)}`}</span> },
      { id: 'example', title: t('models.signature.example'), width: 140, cell: (f) => String(f.example ?? '–') },
    ],
    [t, format],
  );
  return (
    <Card title={t('models.signature.field')} className="xl:col-span-2">
      <DataTable name="signature" label={t('models.signature.field')} rows={version.signature.inputs} rowId={rowId} columns={columns} plain flush />
    </Card>
  );
}
