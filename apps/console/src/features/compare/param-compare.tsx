'use client';

import { useMemo } from 'react';
import { useT } from '../../i18n';
import { leafFields, useFamilies, type RunRow } from '../../run-kit/families';
import { flattenParams, paramAt, paramText, sameValue } from '../../run-kit/param-text';
import { cn, Switch, useUrlState } from '../../ui';
import { CompareTable, type CompareLine } from './compare-table';

/** Parameters, data and seed side by side; only what differs unless all is asked for. */
export function ParamCompare({ rows }: { rows: RunRow[] }) {
  const t = useT();
  const { familyOf } = useFamilies();
  const [all, setAll] = useUrlState('all');
  const lines = useMemo(() => {
    const titles = new Map(leafFields(familyOf(rows[0]!.familyId)?.schema ?? {}).map((f) => [f.path, t.of(f.title)]));
    const paths = new Map(rows.flatMap((r) => flattenParams(r.params)).map((p) => [p.key, p.path]));
    const line = (key: string, head: React.ReactNode, valueOf: (run: RunRow) => unknown): CompareLine => {
      const base = valueOf(rows[0]!);
      return { key, head, differs: rows.some((r) => !sameValue(valueOf(r), base)), cell: (run) => <span className={cn('break-all font-mono text-xs', !sameValue(valueOf(run), base) && 'rounded-sm bg-warning-soft px-1')}>{paramText(valueOf(run))}</span> };
    };
    return [
      line('$dataset', t('runs.column.dataset'), (r) => `${r.datasetName} v${r.datasetVersionNumber}`),
      line('$seed', t('runs.column.seed'), (r) => r.seed),
      line('$family', t('runs.column.family'), (r) => r.familyId),
      line('$engine', t('runs.column.engine'), (r) => r.engine?.name),
      ...[...paths].map(([key, path]) => line(key, <>{titles.get(key) ?? key} <code className="break-all text-2xs text-subtle">{key}</code></>, (r) => paramAt(r.params, path))),
    ];
  }, [rows, familyOf, t]);
  const shown = all === '' ? lines.filter((l) => l.differs) : lines;
  return (
    <div className="space-y-3">
      <Switch label={t('compare.allParameters', { differing: lines.filter((l) => l.differs).length, total: lines.length })} checked={all !== ''} onChange={(on) => setAll(on ? '1' : '')} />
      <CompareTable label={t('compare.tab.parameters')} rows={rows} lines={shown} />
    </div>
  );
}
