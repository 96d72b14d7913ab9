'use client';

import type { DecisionPage } from '@bellwether/contracts';
import { useQuery } from '@tanstack/react-query';
import { Scale } from 'lucide-react';
import Link from 'next/link';
import { useT } from '../../../i18n';
import { useTRPC } from '../../../trpc';
import { Button, EmptyState, Field, Page, PageHeader, QueryView, Select, SkeletonTable, useUrlState } from '../../../ui';
import type { LiveModel } from '../live-model';
import { LedgerView } from './ledger-view';

const PARTS = ['purchase', 'next', 'forecast'] as const;
type Part = (typeof PARTS)[number];
/** The kind of decision that each side of the ledger is made of; families say themselves which is theirs. */
const PAGE_OF: Record<Part, DecisionPage['page']> = { purchase: 'scores', next: 'recommendations', forecast: 'stock' };
const DAYS = ['7', '14', '30', '60', '90'];

/** What customers will take beside what products will sell. */
export function LedgerPage() {
  const t = useT();
  const trpc = useTRPC();
  const families = useQuery(trpc.family.list.queryOptions());
  const models = useQuery(trpc.model.list.queryOptions({ archived: false }));
  return (
    <Page wide>
      <PageHeader title={t('ledger.title')} description={t('ledger.body')} crumbs={[{ label: t('shell.decisions'), href: '/decisions' }]} />
      <QueryView query={families} skeleton={<SkeletonTable />}>
        {(list) => (
          <QueryView query={models} skeleton={<SkeletonTable />}>
            {(all) => {
              const live = all.filter((m) => m.aliases.some((a) => a.alias === 'champion'));
              const of = (part: Part): LiveModel[] => live.filter((m) => { const traits = list.find((f) => f.id === m.familyId)?.traits; return traits?.decision?.page === PAGE_OF[part] && (part !== 'purchase' || traits.output === 'probability'); });
              return <Chosen options={{ purchase: of('purchase'), next: of('next'), forecast: of('forecast') }} />;
            }}
          </QueryView>
        )}
      </QueryView>
    </Page>
  );
}

function Chosen({ options }: { options: Record<Part, LiveModel[]> }) {
  const t = useT();
  const chosen = { purchase: useUrlState('purchase'), next: useUrlState('next'), forecast: useUrlState('forecast') };
  const [days, setDays] = useUrlState('days', '30');
  const [by, setBy] = useUrlState('by');
  const missing = PARTS.filter((part) => options[part].length === 0);
  if (missing.length > 0)
    return (
      <EmptyState icon={Scale} title={t('ledger.noModels')} action={<Button asChild variant="primary"><Link href="/models">{t('models.title')}</Link></Button>}>
        {t('ledger.noModelsBody', { missing: missing.map((part) => t(`ledger.${part}`)).join(t('ledger.and')) })}
      </EmptyState>
    );
  const named = (part: Part): string => (options[part].find((m) => m.name === chosen[part][0]) ?? options[part][0]!).name;
  return (
    <div className="space-y-4">
      <div className="grid grid-cols-2 gap-3 sm:flex sm:flex-wrap">
        {PARTS.map((part) => (
          <Field key={part} label={t(`ledger.${part}`)} className="min-w-0 sm:w-56">
            {(ids) => <Select {...ids} value={named(part)} onChange={(name) => chosen[part][1](name)} options={options[part].map((m) => ({ value: m.name, label: m.name }))} />}
          </Field>
        ))}
        <Field label={t('ledger.days')} className="sm:w-32">{(ids) => <Select {...ids} value={DAYS.includes(days) ? days : '30'} onChange={setDays} options={DAYS.map((value) => ({ value, label: t('ledger.daysOption', { days: value }) }))} />}</Field>
      </div>
      <LedgerView ask={{ purchase: named('purchase'), next: named('next'), forecast: named('forecast'), days: DAYS.includes(days) ? Number(days) : 30, ...(by === '' ? {} : { by }) }} onBy={setBy} />
    </div>
  );
}
