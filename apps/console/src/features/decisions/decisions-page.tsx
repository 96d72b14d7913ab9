'use client';

import type { DecisionPage } from '@bellwether/contracts';
import type { RouterOutputs } from '@bellwether/api';
import { useQuery } from '@tanstack/react-query';
import { Scale, Signpost } from 'lucide-react';
import Link from 'next/link';
import type { ComponentType } from 'react';
import { useT } from '../../i18n';
import { useTRPC } from '../../trpc';
import { Button, EmptyState, Page, PageHeader, QueryView, SegmentedControl, Select, SkeletonTable, useUrlState } from '../../ui';
import type { LiveModel } from './live-model';
import { RecommendView } from './recommend/recommend-view';
import { ScoresView } from './scores-view';
import { StockView } from './stock/stock-view';

type Family = RouterOutputs['family']['list'][number];

/** What each kind of decision looks like. Families are never asked for by name: they say which of these pages is theirs. */
const VIEWS: Partial<Record<DecisionPage['page'], ComponentType<{ model: LiveModel }>>> = { scores: ScoresView, recommendations: RecommendView, stock: StockView };

/** For the person who acts: one page a kind of decision, each by a live model. */
export function DecisionsPage() {
  const t = useT();
  const trpc = useTRPC();
  const families = useQuery(trpc.family.list.queryOptions());
  const models = useQuery(trpc.model.list.queryOptions({ archived: false }));
  return (
    <Page wide>
      <QueryView query={families} skeleton={<SkeletonTable />}>
        {(list) => (
          <QueryView query={models} skeleton={<SkeletonTable />}>
            {(all) => <Chosen families={list.filter((f) => f.traits.decision !== null && VIEWS[f.traits.decision.page])} live={all.filter((m) => m.aliases.some((a) => a.alias === 'champion'))} trained={new Set(all.map((m) => m.familyId))} empty={t('trace.decisions')} />}
          </QueryView>
        )}
      </QueryView>
    </Page>
  );
}

function Chosen({ families, live, trained, empty }: { families: Family[]; live: LiveModel[]; /** families that have a model, live or not */ trained: ReadonlySet<string>; empty: string }) {
  const t = useT();
  const [wanted, setWanted] = useUrlState('page');
  const [chosen, setChosen] = useUrlState('model');
  const of = (f: Family) => live.filter((m) => m.familyId === f.id);
  const family = families.find((f) => f.id === wanted) ?? families.find((f) => of(f).length > 0) ?? families[0];
  if (!family) return <PageHeader title={t('shell.decisions')} description={empty} />;
  const decision = family.traits.decision!;
  const mine = of(family);
  const model = mine.find((m) => m.id === chosen) ?? mine[0];
  const View = VIEWS[decision.page]!;
  return (
    <>
      <PageHeader title={t.of(decision.title)} description={t.of(decision.description)} crumbs={[{ label: t('shell.decisions') }]} actions={<><Button asChild><Link href="/decisions/ledger"><Scale aria-hidden />{t('ledger.title')}</Link></Button>{model && <Button asChild><Link href={`/models/${model.id}?tab=use`}>{t('stock.model')}</Link></Button>}</>} />
      <div className="mb-4 flex flex-wrap items-center gap-3">
        {families.length > 1 && <SegmentedControl label={t('shell.decisions')} value={family.id} onChange={(id) => { setChosen(''); setWanted(id, { push: true }); }} options={families.map((f) => ({ value: f.id, label: t.of(f.traits.decision!.title) }))} />}
        {mine.length > 1 && <Select size="sm" className="w-64" label={t('models.title')} value={model!.id as string} onChange={setChosen} options={mine.map((m) => ({ value: m.id as string, label: m.name }))} />}
      </div>
      {model ? <View key={model.id} model={model} /> : <NothingLive family={family} trained={trained.has(family.id)} />}
    </>
  );
}

/** What the page waits for: a promotion where there is a model, else data and a run, by the words of the launch form. */
function NothingLive({ family, trained }: { family: Family; trained: boolean }) {
  const t = useT();
  const roles = family.traits.needs.map((role) => t(`runs.role.${role}`)).join(t('trace.and'));
  const toModels = <Button asChild variant="primary"><Link href={family.imports && !trained ? '/models?import=1' : '/models'}>{t(family.imports && !trained ? 'models.import.button' : 'models.title')}</Link></Button>;
  return (
    <EmptyState icon={Signpost} title={t('trace.noLive')} action={trained || family.imports ? toModels : <Button asChild variant="primary"><Link href="/experiments?launch=new">{t('launch.newRun')}</Link></Button>}>
      {trained || family.imports ? t('trace.noLiveBody') : t('trace.noLiveTrain', { task: t.of(family.title), roles })}
    </EmptyState>
  );
}
