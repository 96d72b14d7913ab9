'use client';

import type { UseQueryResult } from '@tanstack/react-query';
import { EyeOff, PackageSearch } from 'lucide-react';
import { useT } from '../../../i18n';
import { Badge, Card, cn, CodeBlock, EmptyState, IconButton, QueryView, SkeletonText, useFormat } from '../../../ui';
import { useMoney } from '../use-money';
import { BESIDE_AN_ITEM, movedBy, type Preview } from './rules-draft';

type ListProps = { query: UseQueryResult<Preview, unknown>; /** the list without rules, to say what they moved */ before: readonly string[]; onHide: (item: string) => void };

/** The list with why each item stands in it. It stays while the next one is made, so that nothing jumps. */
export function ListCard({ query, before, onHide }: ListProps) {
  const t = useT();
  return (
    <Card title={t('recommend.list')} description={query.data ? <Source list={query.data} /> : undefined} flush>
      <QueryView query={query} skeleton={<div className="p-4"><SkeletonText lines={12} /></div>}>
        {(data) => (
          <div aria-busy={query.isPlaceholderData} className={cn('transition-opacity duration-100', query.isPlaceholderData && 'opacity-60')}>
            {data.items.length === 0 ? <EmptyState icon={PackageSearch} title={t('recommend.emptyList')}>{t('recommend.emptyListBody')}</EmptyState> : <ol className="divide-y" aria-label={t('recommend.list')}>{data.items.map((i) => <Item key={i.item} item={i} list={data} before={before} onHide={() => onHide(i.item)} />)}</ol>}
            <Removed of={data.removed} />
          </div>
        )}
      </QueryView>
    </Card>
  );
}

/** The same list, as a shop asks for it. */
export const ApiCard = ({ request }: { request: Record<string, unknown> }) => <Card title="API"><CodeBlock label="curl" code={snippet(request)} /></Card>;

const snippet = (request: Record<string, unknown>): string =>
  `curl ${typeof window === 'undefined' ? '' : window.location.origin}/api/v1/recommendation/recommend \\\n  -H "authorization: Bearer $BELLWETHER_API_KEY" \\\n  -H "content-type: application/json" \\\n  -d '${JSON.stringify(request)}'`;

/** Which link of the chain answered. */
function Source({ list }: { list: Preview }) {
  const t = useT();
  const itself = BESIDE_AN_ITEM.includes(list.placement) ? t('recommend.fromItem') : list.placement === 'trending' ? t('recommend.fromAll') : t('recommend.fromHistory', { count: list.known.events });
  const words = list.fallback === 'none' ? itself : t(`recommend.fallback.${list.fallback}`);
  return <>{words} {t('recommend.byVersion', { number: list.version })}</>;
}

type One = Preview['items'][number];

function Item({ item, list, before, onHide }: { item: One; list: Preview; before: readonly string[]; onHide: () => void }) {
  const t = useT();
  const format = useFormat();
  const money = useMoney();
  const facts = list.facts.find((f) => f.item === item.item);
  const nameOf = (key: string) => list.facts.find((f) => f.item === key)?.name ?? key;
  const about = [...(facts?.categories ?? []), ...(facts?.price == null ? [] : [money(facts.price)])].join(' · ');
  return (
    <li className="group flex items-start gap-3 px-4 py-2">
      <span className="tabular w-5 shrink-0 pt-0.5 text-right text-sm text-subtle">{item.position}</span>
      <div className="min-w-0 flex-1">
        <div className="flex items-baseline gap-2">
          <span className="min-w-0 truncate text-sm font-medium" title={facts?.name ?? item.item}>{facts?.name ?? item.item}</span>
          <Moved by={movedBy(item.item, item.position, before)} known={before.length > 0} />
        </div>
        <p className="truncate text-xs text-subtle">{facts?.name ? `${item.item}${about ? ' · ' : ''}` : ''}{about}</p>
        <p className="mt-0.5 text-xs text-muted">{item.reasons.map((r) => `${t(`recommend.reason.${r.kind}`, { item: r.item === null ? '' : nameOf(r.item) })} ${format.percent(r.share, 0).replace(' ', '\u00a0')}`).join(t('recommend.and'))}</p>
      </div>
      <IconButton icon={EyeOff} size="sm" label={t('recommend.hide', { item: facts?.name ?? item.item })} onClick={onHide} />
    </li>
  );
}

/** What the rules did to an item's place. */
function Moved({ by, known }: { by: number | null; known: boolean }) {
  const t = useT();
  if (!known || by === 0) return null;
  if (by === null) return <Badge tone="info" icon={false}>{t('recommend.newHere')}</Badge>;
  return <span className={cn('shrink-0 text-xs', by > 0 ? 'text-good' : 'text-muted')} aria-label={t(by > 0 ? 'recommend.up' : 'recommend.down', { places: Math.abs(by) })}>{by > 0 ? '↑' : '↓'}{Math.abs(by)}</span>;
}

function Removed({ of }: { of: Preview['removed'] }) {
  const t = useT();
  const format = useFormat();
  const parts = (Object.keys(of) as (keyof typeof of)[]).filter((k) => of[k] > 0).map((k) => `${t(`recommend.removed.${k}`)} ${format.number(of[k])}`);
  if (parts.length === 0) return null;
  return <p className="border-t px-4 py-2 text-xs text-subtle">{t('recommend.leftOut')} {parts.join(' · ')}</p>;
}
