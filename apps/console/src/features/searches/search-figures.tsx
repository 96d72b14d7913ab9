'use client';

import type { Figure, MetricSpec } from '@bellwether/contracts';
import { useMemo } from 'react';
import { FigureView } from '../../figures';
import { useT } from '../../i18n';
import { leafFields, useFamilies, type SearchView } from '../../run-kit/families';
import { Card } from '../../ui';

const HEIGHT = 260;

/** Text of both languages from one that is already in the reader's. */
const same = (text: string) => ({ en: text, zh: text });

function Waiting({ title, children }: { title: string; children: string }) {
  return (
    <Card title={title}>
      <p className="grid place-items-center px-6 text-center text-sm text-subtle" style={{ minHeight: HEIGHT }}>{children}</p>
    </Card>
  );
}

/** The best value after each trial that was done, over the values themselves. */
export function BestSoFar({ search, metric }: { search: SearchView; metric: MetricSpec }) {
  const t = useT();
  const figure = useMemo((): Figure => {
    const x = search.progress.map((_, i) => i + 1);
    return {
      key: 'best-so-far', mark: 'line', title: same(t('search.bestSoFar')), points: search.progress.length < 60,
      x: { label: same(t('search.trialsDone')) }, y: { label: metric.title },
      series: [{ name: same(t('search.bestSeries')), x, y: search.progress.map((p) => p.best) }, { name: same(t('search.eachTrial')), x, y: search.progress.map((p) => p.value) }],
    };
  }, [search.progress, metric, t]);
  if (search.progress.length === 0) return <Waiting title={t('search.bestSoFar')}>{t('search.noneDone')}</Waiting>;
  return <FigureView figure={figure} height={HEIGHT} />;
}

/** How much of what the objective varies by each parameter explains, with its spread over the forest. */
export function Importance({ search }: { search: SearchView }) {
  const t = useT();
  const { familyOf } = useFamilies();
  const titles = useMemo(() => new Map(leafFields(familyOf(search.familyId)?.schema ?? {}).map((f) => [f.path, t.of(f.title)])), [familyOf, search.familyId, t]);
  const figure = useMemo(
    (): Figure => ({
      key: 'parameter-importance', mark: 'bar', horizontal: true, title: same(t('search.importance')), note: same(t('search.importanceNote')),
      x: { label: same(t('search.share')), range: [0, 1] }, y: { label: same('') }, categories: search.importance.map((p) => titles.get(p.path) ?? p.path),
      series: [{ name: same(t('search.share')), y: search.importance.map((p) => p.share), lo: search.importance.map((p) => p.lo), hi: search.importance.map((p) => p.hi) }],
    }),
    [search.importance, titles, t],
  );
  if (search.importance.length === 0) return <Waiting title={t('search.importance')}>{t('search.noImportance')}</Waiting>;
  return <FigureView figure={figure} height={HEIGHT - 40} />;
}
