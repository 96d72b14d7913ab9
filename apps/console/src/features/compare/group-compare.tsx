'use client';

import type { FigureOf } from '@bellwether/contracts';
import { useMemo } from 'react';
import { FigureView } from '../../figures';
import { useT } from '../../i18n';
import { leafFields, useFamilies, type RunRow } from '../../run-kit/families';
import { groupBy, groupMean } from '../../run-kit/group-stats';
import { flattenParams, paramAt, paramText, sameValue } from '../../run-kit/param-text';
import { Combobox, DataTable, useFormat, useUrlState, type DataColumn } from '../../ui';

type Group = ReturnType<typeof groupBy<RunRow>>[number];
const rowId = (g: Group) => g.value;

/** Runs by the value of a parameter: mean of each metric over the runs of a group, with the interval between runs. */
export function GroupCompare({ rows, metrics, metric }: { rows: RunRow[]; metrics: string[]; metric: string }) {
  const t = useT();
  const format = useFormat();
  const { familyOf, metricOf } = useFamilies();
  const [by, setBy] = useUrlState('by');
  const choices = useMemo(() => groupChoices(rows), [rows]);
  const chosen = choices.find((c) => c.key === by) ?? choices[0];
  const titles = useMemo(() => new Map(leafFields(familyOf(rows[0]!.familyId)?.schema ?? {}).map((f) => [f.path, t.of(f.title)])), [rows, familyOf, t]);
  const titleOf = (key: string) => (key === '$seed' ? t('runs.column.seed') : key === '$data' ? t('runs.column.dataset') : key === '$experiment' ? t('runs.column.experiment') : (titles.get(key) ?? key));
  const groups = useMemo(() => (chosen ? groupBy(rows.filter((r) => r.state === 'done'), (r) => paramText(chosen.valueOf(r))) : []), [rows, chosen]);
  const spec = metricOf(metric, rows[0]!.familyId);
  const figure = useMemo((): FigureOf<'bar'> => {
    const means = groups.map((g) => groupMean(g.items.map((r) => r.metrics[metric]?.value)));
    const title = { en: `${spec.title.en}, mean of runs`, zh: `${spec.title.zh}，各运行均值` };
    return { key: 'groups', mark: 'bar', title, x: { label: { en: chosen?.key ?? '', zh: chosen?.key ?? '' } }, y: { label: spec.title }, categories: groups.map((g) => g.value), series: [{ name: spec.title, y: means.map((m) => m.mean), lo: means.map((m) => m.lo), hi: means.map((m) => m.hi) }] };
  }, [groups, metric, spec, chosen]);
  const columns = useMemo((): DataColumn<Group>[] => [
    { id: 'value', title: chosen?.key ?? '', width: 180, fixed: true, pinned: true, value: (g) => (Number.isNaN(Number(g.value)) ? g.value : Number(g.value)), cell: (g) => <span className="font-mono text-xs">{g.value}</span> },
    { id: 'n', title: t('compare.runsInGroup'), width: 80, align: 'right', value: (g) => g.items.length, cell: (g) => g.items.length },
    ...metrics.map((key): DataColumn<Group> => {
      const mean = (g: Group) => groupMean(g.items.map((r) => r.metrics[key]?.value));
      return { id: key, title: t.of(metricOf(key, rows[0]!.familyId).title), width: 150, align: 'right', value: (g) => mean(g).mean, cell: (g) => format.estimate({ value: mean(g).mean, lo: mean(g).lo, hi: mean(g).hi }) };
    }),
  ], [chosen, metrics, metricOf, rows, t, format]);
  if (!chosen) return <p className="text-sm text-subtle">{t('compare.nothingToGroup')}</p>;
  return (
    <div className="space-y-4">
      <div className="flex flex-wrap items-center gap-3">
        <span className="text-sm text-muted">{t('compare.groupBy')}</span>
        <Combobox className="w-64" label={t('compare.groupBy')} options={choices.map((c) => ({ value: c.key, label: titleOf(c.key), text: `${titleOf(c.key)} ${c.key}` }))} value={chosen.key} onChange={(key) => setBy(key ?? '')} />
      </div>
      <p className="text-xs text-subtle">{t('compare.groupHelp')}</p>
      <FigureView figure={figure} height={260} />
      <DataTable<Group> name="compare-groups" label={t('compare.tab.groups')} rows={groups} columns={columns} rowId={rowId} plain />
    </div>
  );
}

/** Seed, data, experiment and every parameter that takes more than one value here. */
function groupChoices(rows: readonly RunRow[]): { key: string; valueOf: (run: RunRow) => unknown }[] {
  const paths = new Map(rows.flatMap((r) => flattenParams(r.params)).map((p) => [p.key, p.path]));
  const all = [
    ...[...paths].map(([key, path]) => ({ key, valueOf: (run: RunRow) => paramAt(run.params, path) })),
    { key: '$seed', valueOf: (run: RunRow): unknown => run.seed },
    { key: '$data', valueOf: (run: RunRow): unknown => `${run.datasetName} v${run.datasetVersionNumber}` },
    { key: '$experiment', valueOf: (run: RunRow): unknown => run.experimentName },
  ];
  return all.filter((c) => rows.some((r) => !sameValue(c.valueOf(r), c.valueOf(rows[0]!))));
}
