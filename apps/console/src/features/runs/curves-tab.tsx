'use client';

import { useMemo } from 'react';
import { ChartControls, LiveChart, useChartSettings } from '../../figures';
import { useT } from '../../i18n';
import { curveKeys, lineOf } from '../../run-kit/chart-curves';
import { betterOf, readCurve, type RunCurve } from '../../run-kit/curve-store';
import { TensorboardLink } from '../../run-kit/downloads';
import { useFamilies, type RunDetail } from '../../run-kit/families';
import { Card, Skeleton, useFormat } from '../../ui';

/** Curves that share a name behind the slash belong on one chart: `train/loss` and `valid/loss`. */
function charts(keys: readonly string[]): { name: string; keys: string[] }[] {
  const groups = new Map<string, string[]>();
  for (const key of keys) {
    const name = key.slice(key.lastIndexOf('/') + 1);
    groups.set(name, [...(groups.get(name) ?? []), key]);
  }
  return [...groups].map(([name, own]) => ({ name, keys: own }));
}

/** All live curves: smoothing, log axis, steps or time. */
export function CurvesTab({ run, curves, loading }: { run: RunDetail; curves: RunCurve[]; loading: boolean }) {
  const t = useT();
  const format = useFormat();
  const settings = useChartSettings();
  const { familyOf } = useFamilies();
  const primary = familyOf(run.familyId)?.traits.primaryMetric ?? null;
  const groups = useMemo(() => charts(curveKeys([{ runId: run.id, curves }], primary)), [run.id, curves, primary]);
  if (loading && curves.length === 0) return <Skeleton className="h-64 w-full" />;
  if (curves.length === 0) return <p className="rounded-lg border bg-surface p-8 text-center text-sm text-subtle">{t('runs.noCurves')}</p>;
  return (
    <div className="space-y-4">
      <div className="flex flex-wrap items-center justify-between gap-3"><ChartControls settings={settings} /><TensorboardLink runId={run.id} /></div>
      <div className="grid gap-4 lg:grid-cols-2">
        {groups.map((group) => {
          const own = curves.filter((c) => group.keys.includes(c.key));
          return (
            <Card key={group.name} title={<span className="font-mono text-xs">{group.keys.join(', ')}</span>}>
              <LiveChart label={group.name} curves={own.map((c) => lineOf(c, run.startedAt))} height={240} smoothing={settings.smoothing} log={settings.log} byTime={settings.byTime} syncKey={run.id} />
              <dl className="tabular mt-2 space-y-0.5 border-t pt-2 text-xs">
                {own.map((c) => {
                  const better = betterOf(c.key);
                  const [best, last] = [readCurve(c, { kind: 'best', better }), readCurve(c, { kind: 'last' })];
                  return (
                    <div key={c.key} className="flex justify-between gap-4">
                      <dt className="font-mono text-subtle">{c.key}</dt>
                      <dd>{best && last && t('runs.bestAndLast', { best: format.number(best.value), step: best.step, last: format.number(last.value) })}</dd>
                    </div>
                  );
                })}
              </dl>
            </Card>
          );
        })}
      </div>
    </div>
  );
}
