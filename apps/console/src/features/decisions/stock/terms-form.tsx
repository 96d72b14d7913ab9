'use client';

import type { ItemTerms, OrderPolicy } from '@bellwether/contracts';
import { useT, type MessageKey } from '../../../i18n';
import { Card, Field, Input, Select } from '../../../ui';

export type Terms = ItemTerms & { policy: OrderPolicy; budget: number | null };

export const DEFAULT_TERMS: Terms = { policy: 'base-stock', budget: null, leadTime: 2, reviewPeriod: 1, holdingCost: 0.1, shortageCost: 0.9, leftoverCost: 0, orderCost: 0, unitCost: 1, minimumOrder: 0, packSize: 1 };

const FIELDS: readonly { key: keyof ItemTerms; label: MessageKey; unit: MessageKey | null; least: number; whole?: boolean; only?: OrderPolicy }[] = [
  { key: 'leadTime', label: 'stock.leadTime', unit: 'stock.steps', least: 0, whole: true },
  { key: 'reviewPeriod', label: 'stock.reviewPeriod', unit: 'stock.steps', least: 1, whole: true },
  { key: 'shortageCost', label: 'stock.shortageCost', unit: null, least: 0.001 },
  { key: 'holdingCost', label: 'stock.holdingCost', unit: null, least: 0.001 },
  { key: 'leftoverCost', label: 'stock.leftoverCost', unit: null, least: 0, only: 'newsvendor' },
  { key: 'unitCost', label: 'stock.unitCost', unit: null, least: 0 },
  { key: 'orderCost', label: 'stock.orderCost', unit: null, least: 0 },
  { key: 'minimumOrder', label: 'stock.minimumOrder', unit: 'stock.units', least: 0 },
  { key: 'packSize', label: 'stock.packSize', unit: 'stock.units', least: 0.001 },
];

/** What ordering costs: each change is answered at once; a value that makes no sense is not sent. */
export function TermsForm({ terms, onChange }: { terms: Terms; onChange: (terms: Terms) => void }) {
  const t = useT();
  const number = (key: keyof ItemTerms | 'budget', text: string, least: number, whole = false) => {
    if (key === 'budget' && text === '') return onChange({ ...terms, budget: null });
    const value = Number(text);
    if (text === '' || !Number.isFinite(value) || value < least || (whole && !Number.isInteger(value))) return;
    onChange({ ...terms, [key]: value });
  };
  return (
    <Card title={t('stock.terms')}>
      <div className="grid grid-cols-2 gap-3 lg:grid-cols-1">
        <Field label={t('stock.policy')} help={t(`stock.policyHelp.${terms.policy}`)} className="col-span-2 lg:col-span-1">
          {(ids) => <Select {...ids} value={terms.policy} onChange={(policy) => onChange({ ...terms, policy })} options={(['base-stock', 'newsvendor', 's-S'] as const).map((value) => ({ value, label: t(`stock.policyName.${value}`) }))} />}
        </Field>
        {FIELDS.filter((f) => f.only === undefined || f.only === terms.policy).map((f) => (
          <Field key={f.key} label={t(f.label)}>
            {(ids) => <Input {...ids} type="number" min={f.least} step={f.whole ? 1 : 'any'} defaultValue={String(terms[f.key])} unit={f.unit === null ? undefined : t(f.unit)} onChange={(e) => number(f.key, e.target.value, f.least, f.whole)} />}
          </Field>
        ))}
        <Field label={t('stock.budget')}>{(ids) => <Input {...ids} type="number" min={0} step="any" placeholder={t('stock.noBudget')} defaultValue={terms.budget === null ? '' : String(terms.budget)} onChange={(e) => number('budget', e.target.value, 0)} />}</Field>
      </div>
    </Card>
  );
}
