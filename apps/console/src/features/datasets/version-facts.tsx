'use client';

import { useT } from '../../i18n';
import { CopyButton, Stat, useFormat } from '../../ui';
import type { VersionDetail } from './dataset-types';

/** The numbers first: how much, of what, how clean, exactly which bytes. */
export function VersionFacts({ version }: { version: VersionDetail }) {
  const t = useT();
  const format = useFormat();
  const target = version.profile?.target;
  return (
    <div className="my-4 grid grid-cols-2 gap-x-6 gap-y-4 sm:grid-cols-3 lg:grid-cols-6">
      <Stat label={t('datasets.rows')} value={format.number(version.rowCount)} />
      <Stat label={t('datasets.columns')} value={format.number(version.columnCount)} />
      <Stat label={target ? t('datasets.baseRate', { target: target.column }) : t('datasets.target')} value={target?.baseRate !== null && target?.baseRate !== undefined ? format.percent(target.baseRate) : '–'} />
      <Stat label={t('datasets.rejected')} value={format.number(version.rejectedCount)} />
      <Stat label={t('datasets.duplicates')} value={format.number(version.profile?.duplicateRows ?? null)} />
      <Stat label={t('datasets.content')} value={<span className="inline-flex items-center gap-1"><code className="font-mono text-sm">{version.contentHash.slice(0, 10)}</code><CopyButton text={version.contentHash} /></span>} />
    </div>
  );
}
