'use client';

import { COSTS_IN, type ItemTerms, type OrderPolicy } from '@bellwether/contracts';
import { ChevronDown, ChevronUp } from 'lucide-react';
import { useState } from 'react';
import { useT, type MessageKey } from '../../../i18n';
import { useSession } from '../../../shell/session';
import { Card, cn, Field, IconButton, Input, Select } from '../../../ui';

export type Terms = ItemTerms & { policy: OrderPolicy; budget: number | null };

/** What a unit costs as shares of its price: bought at six tenths of it, missed at what would have been earned, kept at a quarter of it a year. */
const BY_PRICE = { costsIn: 'price', shortageCost: 0.4, leftoverCost: 0, unitCost: 0.6 } as const;
const KEPT_BY_PRICE = { day: 0.0007, week: 0.005, month: 0.02 } as const;
const IN_MONEY = { costsIn: 'money', shortageCost: 0.9, holdingCost: 0.1, leftoverCost: 0, unitCost: 1 } as const;

export const DEFAULT_TERMS: Terms = { policy: 'base-stock', budget: null, leadTime: 2, reviewPeriod: 1, orderCost: 0, minimumOrder: 0, packSize: 1, ...IN_MONEY };

type NumberTerm = Exclude<keyof ItemTerms, 'costsIn'>;
type TermField = { key: NumberTerm; label: MessageKey; unit: 'time' | 'units' | 'price' | null; least: number; whole?: boolean; only?: OrderPolicy; help?: MessageKey };
const FIELDS: readonly TermField[] = [
  { key: 'leadTime', label: 'stock.leadTime', unit: 'time', least: 0, whole: true },
  { key: 'reviewPeriod', label: 'stock.reviewPeriod', unit: 'time', least: 1, whole: true },
  { key: 'shortageCost', label: 'stock.shortageCost', unit: 'price', least: 0.001 },
  { key: 'holdingCost', label: 'stock.holdingCost', unit: 'price', least: 0.00001 },
  { key: 'leftoverCost', label: 'stock.leftoverCost', unit: 'price', least: 0, only: 'newsvendor', help: 'stock.leftoverHelp' },
  { key: 'unitCost', label: 'stock.unitCost', unit: 'price', least: 0 },
  { key: 'orderCost', label: 'stock.orderCost', unit: null, least: 0 },
  { key: 'minimumOrder', label: 'stock.minimumOrder', unit: 'units', least: 0 },
  { key: 'packSize', label: 'stock.packSize', unit: 'units', least: 0.001 },
];

type TermsFormProps = { terms: Terms; onChange: (terms: Terms) => void; /** of the model, whose steps are the unit of time; null: not known yet */ frequency: 'day' | 'week' | 'month' | null; /** the model knows prices */ priced: boolean };

/** What ordering costs: each change is answered at once; a value that makes no sense is not sent. Folded on a phone, where the list comes first. */
export function TermsForm({ terms, onChange, frequency, priced }: TermsFormProps) {
  const t = useT();
  const { project } = useSession();
  const [open, setOpen] = useState(false);
  const time = t(frequency === null ? 'stock.steps' : `stock.step.${frequency}`);
  const number = (key: NumberTerm | 'budget', text: string, least: number, whole = false) => {
    if (key === 'budget' && text === '') return onChange({ ...terms, budget: null });
    const value = Number(text);
    if (text === '' || !Number.isFinite(value) || value < least || (whole && !Number.isInteger(value))) return;
    onChange({ ...terms, [key]: value });
  };
  const units = { time, units: t('stock.units'), price: terms.costsIn === 'price' ? t('stock.ofPrice') : undefined };
  return (
    <Card flush title={t('stock.terms')} description={t(terms.costsIn === 'price' ? 'stock.termsBodyByPrice' : 'stock.termsBody', { currency: project?.currency ?? 'USD' })} actions={<IconButton className="lg:hidden" icon={open ? ChevronUp : ChevronDown} label={t('stock.terms')} aria-expanded={open} noTooltip onClick={() => setOpen(!open)} />}>
      <div className={cn('grid-cols-2 gap-3 p-4 lg:grid lg:grid-cols-1', open ? 'grid' : 'hidden')}>
        <Field label={t('stock.policy')} help={t(`stock.policyHelp.${terms.policy}`)} className="col-span-2 lg:col-span-1">
          {(ids) => <Select {...ids} value={terms.policy} onChange={(policy) => onChange({ ...terms, policy })} options={(['base-stock', 'newsvendor', 's-S'] as const).map((value) => ({ value, label: t(`stock.policyName.${value}`) }))} />}
        </Field>
        {priced && (
          <Field label={t('stock.costsIn')} help={t(`stock.costsInHelp.${terms.costsIn}`)} className="col-span-2 lg:col-span-1">
            {(ids) => <Select {...ids} value={terms.costsIn} onChange={(costsIn) => onChange({ ...terms, ...(costsIn === 'price' ? { ...BY_PRICE, holdingCost: KEPT_BY_PRICE[frequency ?? 'week'] } : IN_MONEY) })} options={COSTS_IN.map((value) => ({ value, label: t(`stock.costsInName.${value}`) }))} />}
          </Field>
        )}
        {FIELDS.filter((f) => f.only === undefined || f.only === terms.policy).map((f) => (
          <Field key={`${f.key} ${terms.costsIn}`} label={t(f.label, { step: t(frequency === null ? 'stock.oneStep' : `stock.one.${frequency}`) })} help={f.help && t(f.help)}>
            {(ids) => <Input {...ids} type="number" min={f.least} step={f.whole ? 1 : 'any'} defaultValue={String(terms[f.key])} unit={f.unit === null ? undefined : units[f.unit]} onChange={(e) => number(f.key, e.target.value, f.least, f.whole)} />}
          </Field>
        ))}
        <Field label={t('stock.budget')}>{(ids) => <Input {...ids} type="number" min={0} step="any" placeholder={t('stock.noBudget')} defaultValue={terms.budget === null ? '' : String(terms.budget)} onChange={(e) => number('budget', e.target.value, 0)} />}</Field>
      </div>
    </Card>
  );
}
