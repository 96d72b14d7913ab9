'use client';

import type { RunId } from '@bellwether/contracts';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useRouter } from 'next/navigation';
import { useMemo } from 'react';
import { ChartControls, LiveChart, useChartSettings } from '../../figures';
import { useT } from '../../i18n';
import { chartCurves, curveKeys } from '../../run-kit/chart-curves';
import { betterOf, readCurve, type ReadAt } from '../../run-kit/curve-store';
import type { RunRow } from '../../run-kit/families';
import { useTRPC } from '../../trpc';
import { Card, Field, Input, QueryView, SegmentedControl, Skeleton, useFormat, useUrlState } from '../../ui';
import { CompareTable } from './compare-table';

/** More lines than this on one chart cannot be told apart; the table below has them all. */
const MAX_LINES = 20;

/** Curves over one another, and what each says at its best, at its end, or at one step for all. */
export function CurveCompare({ rows, primary }: { rows: RunRow[]; primary: string }) {
  const trpc = useTRPC();
  const ids = useMemo(() => rows.map((r) => r.id as RunId), [rows]);
  const live = rows.some((r) => r.state === 'running');
  const query = useQuery(trpc.run.points.queryOptions({ runIds: ids, maxPoints: rows.length > 50 ? 100 : 600 }, { placeholderData: keepPreviousData, refetchInterval: live ? 3000 : false }));
  return <QueryView query={query} skeleton={<Skeleton className="h-72 w-full" />}>{(data) => <Curves data={data} rows={rows} primary={primary} />}</QueryView>;
}

type Points = Parameters<typeof chartCurves>[0];

function Curves({ data, rows, primary }: { data: Points; rows: RunRow[]; primary: string }) {
  const t = useT();
  const router = useRouter();
  const settings = useChartSettings();
  const keys = useMemo(() => curveKeys(data, primary), [data, primary]);
  if (keys.length === 0) return <p className="rounded-lg border bg-surface p-8 text-center text-sm text-subtle">{t('experiments.noCurves')}</p>;
  return (
    <div className="space-y-4">
      <ChartControls settings={settings} />
      {rows.length > MAX_LINES && <p className="text-xs text-subtle">{t('compare.firstLines', { count: MAX_LINES })}</p>}
      <div className="grid gap-4 lg:grid-cols-2">
        {keys.map((key) => (
          <Card key={key} title={<span className="font-mono text-xs">{key}</span>}>
            <LiveChart label={key} curves={chartCurves(data, key, rows.slice(0, MAX_LINES))} height={240} smoothing={settings.smoothing} log={settings.log} byTime={settings.byTime} syncKey="compare" onOpen={(id) => router.push(`/runs/${id}`)} />
          </Card>
        ))}
      </div>
      <ReadTable data={data} rows={rows} keys={keys} />
    </div>
  );
}

function ReadTable({ data, rows, keys }: { data: Points; rows: RunRow[]; keys: string[] }) {
  const t = useT();
  const format = useFormat();
  const [at, setAt] = useUrlState('at', 'best');
  const [step, setStep] = useUrlState('step');
  const kind = at === 'last' || at === 'step' ? at : 'best';
  const end = useMemo(() => data.reduce((m, r) => r.curves.reduce((n, c) => Math.max(n, c.steps.at(-1) ?? 0), m), 0), [data]);
  const readAt = (key: string): ReadAt => (kind === 'last' ? { kind } : kind === 'step' ? { kind, step: step === '' ? end : Number(step) } : { kind: 'best', better: betterOf(key) });
  const lines = keys.map((key) => ({
    key,
    head: <span className="font-mono text-xs">{key}</span>,
    differs: true,
    cell: (run: RunRow) => {
      const curve = data.find((d) => d.runId === run.id)?.curves.find((c) => c.key === key);
      const read = curve && readCurve(curve, readAt(key));
      return read ? <>{format.number(read.value)} <span className="text-xs text-subtle">{t('compare.atStep', { step: read.step })}</span></> : '–';
    },
  }));
  return (
    <section className="space-y-3">
      <div className="flex flex-wrap items-end gap-3">
        <SegmentedControl label={t('compare.readAt')} value={kind} onChange={(v) => setAt(v)} options={(['best', 'last', 'step'] as const).map((value) => ({ value, label: t(`compare.read.${value}`) }))} />
        {kind === 'step' && <Field label={t('compare.step')} className="w-32">{(ids) => <Input {...ids} type="number" min={0} max={end} value={step === '' ? end : step} onChange={(e) => setStep(e.target.value)} />}</Field>}
      </div>
      <CompareTable numeric label={t(`compare.read.${kind}`)} rows={rows} lines={lines} />
    </section>
  );
}
