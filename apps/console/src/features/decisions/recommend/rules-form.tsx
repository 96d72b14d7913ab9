'use client';

import type { RecommendationRules } from '@bellwether/contracts';
import { useId } from 'react';
import { useT } from '../../../i18n';
import { Combobox, Field, Input, Select, Switch, useFormat } from '../../../ui';
import { ItemsPicker } from './key-picker';
import type { Overview } from './rules-draft';

type FormProps = { model: string; overview: Overview; rules: RecommendationRules; onChange: (rules: RecommendationRules) => void; nameOf: (item: string) => string };

const numberOr = (text: string): number | null => (text === '' || !Number.isFinite(Number(text)) ? null : Number(text));

/** What may be shown, what is lifted, how varied, and how much is tried out. */
export function RulesForm({ model, overview, rules, onChange, nameOf }: FormProps) {
  const t = useT();
  const format = useFormat();
  const { catalogue, toldItems } = overview;
  const filter = (part: Partial<RecommendationRules['filters']>) => onChange({ ...rules, filters: { ...rules.filters, ...part } });
  const boost = (part: Partial<RecommendationRules['boosts']>) => onChange({ ...rules, boosts: { ...rules.boosts, ...part } });
  const explore = (part: Partial<RecommendationRules['explore']>) => onChange({ ...rules, explore: { ...rules.explore, ...part } });
  const categories = catalogue.categories.map((c) => ({ value: c.name, label: c.name, hint: t('recommend.items', { count: c.items }) }));
  const untold = toldItems === 0 ? t('recommend.untold') : undefined;
  const { filters, boosts } = rules;
  return (
    <div className="space-y-4">
      <Group title={t('recommend.filters')}>
        {categories.length > 0 && <Field label={t('recommend.onlyCategories')}>{(ids) => <Combobox id={ids.id} multiple label={t('recommend.onlyCategories')} placeholder={t('recommend.all')} value={filters.categories} onChange={(v) => filter({ categories: v })} options={categories} />}</Field>}
        {categories.length > 0 && <Field label={t('recommend.neverCategories')}>{(ids) => <Combobox id={ids.id} multiple label={t('recommend.neverCategories')} placeholder={t('recommend.noneOfThem')} value={filters.hideCategories} onChange={(v) => filter({ hideCategories: v })} options={categories} />}</Field>}
        {catalogue.priceMax !== null && (
          <div className="grid grid-cols-2 gap-2">
            <Field label={t('recommend.priceMin')}>{(ids) => <Input {...ids} type="number" min={0} step="any" placeholder={format.number(catalogue.priceMin ?? 0)} value={filters.priceMin ?? ''} onChange={(e) => filter({ priceMin: numberOr(e.target.value) })} />}</Field>
            <Field label={t('recommend.priceMax')}>{(ids) => <Input {...ids} type="number" min={0} step="any" placeholder={format.number(catalogue.priceMax)} value={filters.priceMax ?? ''} onChange={(e) => filter({ priceMax: numberOr(e.target.value) })} />}</Field>
          </div>
        )}
        <Field label={t('recommend.alreadyBought')}>{(ids) => <Select {...ids} value={filters.alreadyBought} onChange={(v) => filter({ alreadyBought: v })} options={[{ value: 'auto', label: t(catalogue.removeHistory ? 'recommend.boughtAutoHide' : 'recommend.boughtAutoShow') }, { value: 'show', label: t('recommend.boughtShow') }, { value: 'hide', label: t('recommend.boughtHide') }]} />}</Field>
        <Switch checked={filters.inStock} onChange={(inStock) => filter({ inStock })} label={t('recommend.inStock')} help={untold} />
        <ItemsPicker model={model} label={t('recommend.hidden')} placeholder={t('recommend.noneOfThem')} value={filters.hide} onChange={(hide) => filter({ hide })} nameOf={nameOf} />
      </Group>
      <Group title={t('recommend.variety')}>
        <Slider label={t('recommend.diversity')} value={rules.diversity} max={1} step={0.05} text={format.percent(rules.diversity, 0)} onChange={(diversity) => onChange({ ...rules, diversity })} />
        {categories.length > 0 && <Field label={t('recommend.maxPerCategory')}>{(ids) => <Input {...ids} type="number" min={1} max={100} step={1} placeholder={t('recommend.noLimit')} value={rules.maxPerCategory ?? ''} onChange={(e) => { const v = numberOr(e.target.value); if (v === null || (Number.isInteger(v) && v >= 1 && v <= 100)) onChange({ ...rules, maxPerCategory: v }); }} />}</Field>}
      </Group>
      <Group title={t('recommend.boosts')} help={untold}>
        <Slider label={t('recommend.margin')} value={boosts.margin} max={5} step={0.1} text={format.number(boosts.margin, 1)} onChange={(margin) => boost({ margin })} />
        <Slider label={t('recommend.promotion')} value={boosts.promotion} max={5} step={0.1} text={format.number(boosts.promotion, 1)} onChange={(promotion) => boost({ promotion })} />
      </Group>
      <Group title={t('recommend.explore')} help={t('recommend.exploreHelp')}>
        <Slider label={t('recommend.exploreShare')} value={rules.explore.share} max={1} step={0.01} text={format.percent(rules.explore.share, 0)} onChange={(share) => explore({ share })} />
      </Group>
    </div>
  );
}

function Group({ title, help, children }: { title: string; help?: string; children: React.ReactNode }) {
  return (
    <fieldset className="space-y-3">
      <legend className="mb-2 text-xs font-semibold text-subtle">{title}</legend>
      {children}
      {help && <p className="text-xs text-subtle">{help}</p>}
    </fieldset>
  );
}

function Slider({ label, value, max, step, text, onChange }: { label: string; value: number; max: number; step: number; text: string; onChange: (value: number) => void }) {
  const id = useId();
  return (
    <div>
      <div className="flex items-baseline justify-between gap-2 text-sm"><label htmlFor={id} className="font-medium">{label}</label><span className="tabular text-xs text-muted">{text}</span></div>
      <input id={id} type="range" min={0} max={max} step={step} value={value} aria-valuetext={text} onChange={(e) => onChange(Number(e.target.value))} className="h-6 w-full accent-accent" />
    </div>
  );
}
