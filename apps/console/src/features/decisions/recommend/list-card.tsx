'use client';

import type { UseQueryResult } from '@tanstack/react-query';
import { EyeOff, PackageSearch } from 'lucide-react';
import { useT } from '../../../i18n';
import { Badge, Card, cn, CodeBlock, EmptyState, IconButton, QueryView, SkeletonText, useFormat } from '../../../ui';
import { useMoney } from '../use-money';
import { BESIDE_AN_ITEM, movedBy, reasonsTold, type Preview } from './rules-draft';

type ListProps = { query: UseQueryResult<Preview, unknown>; /** the list without rules, to say what they moved */ before: readonly string[]; onHide: (item: string) => void };

/** The list with why each item stands in it. It stays while the next one is made, so that nothing jumps. */
export function ListCard({ query, before, onHide }: ListProps) {
  const t = useT();
  return (
    <Card title={t('recommend.list')} description={query.data ? <Source list={query.data} /> : undefined} flush>
      <QueryView query={query} skeleton={<div className="p-4"><SkeletonText lines={12} /></div>}>
        {(data) => (
          <div aria-busy={query.isPlaceholderData} className={cn('transition-opacity duration-100', query.isPlaceholderData && 'opacity-60')}>
            {data.known.unknownItems.length > 0 && <p className="border-b px-4 py-2 text-xs text-warning">{t('recommend.unknownItems', { items: data.known.unknownItems.join(', ') })}</p>}
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
  const money = useMoney();
  const facts = list.facts.find((f) => f.item === item.item);
  const nameOf = (key: string) => list.facts.find((f) => f.item === key)?.name ?? key;
  const about = [...(facts?.categories ?? []), ...(facts?.price == null ? [] : [money(facts.price)]), ...(facts?.stock == null ? [] : [t('recommend.stock', { count: facts.stock })])].join(' · ');
  return (
    <li className="group flex items-start gap-3 px-4 py-2">
      <span className="tabular w-5 shrink-0 pt-0.5 text-right text-sm text-subtle">{item.position}</span>
      <div className="min-w-0 flex-1">
        <div className="flex items-baseline gap-2">
          <span className="min-w-0 truncate text-sm font-medium" title={facts?.name ?? item.item}>{facts?.name ?? item.item}</span>
          {facts?.promoted && <Badge tone="info" icon={false}>{t('recommend.promoted')}</Badge>}
          <Moved by={movedBy(item.item, item.position, before)} known={before.length > 0} />
        </div>
        <p className="truncate text-xs text-subtle">{facts?.name ? `${item.item}${about ? ' · ' : ''}` : ''}{about}</p>
        <Why reasons={item.reasons} own={item.item} nameOf={nameOf} />
      </div>
      <IconButton icon={EyeOff} size="sm" label={t('recommend.hide', { item: facts?.name ?? item.item })} onClick={onHide} />
    </li>
  );
}

/** What speaks for an item, strongest first, with its share where there is more than one reason. Two items of one name are said once. */
function Why({ reasons, own, nameOf }: { reasons: One['reasons']; own: string; nameOf: (item: string) => string }) {
  const t = useT();
  const format = useFormat();
  const named = reasonsTold(reasons, (r) => {
    const name = r.item === null ? '' : nameOf(r.item);
    if (r.kind !== 'history') return t(`recommend.reason.${r.kind}`, { item: name });
    return r.item === own ? t('recommend.reason.own') : name;
  });
  // "because of" is said once: what follows are names
  const names = new Set(reasons.flatMap((r) => (r.kind === 'history' && r.item !== own && r.item !== null ? [nameOf(r.item)] : [])));
  const first = named.findIndex((r) => names.has(r.words));
  const told = named.map((r, k) => (k === first ? { ...r, words: t('recommend.reason.history', { item: r.words }) } : r));
  const shareOf = (share: number): string => format.percent(share, 0).replace(' ', '\u00a0');
  const whole = told.map((r) => `${r.words} ${shareOf(r.share)}`).join(t('recommend.and'));
  return (
    <p className="mt-0.5 line-clamp-2 text-xs text-muted" title={whole}>
      {told.map((r, k) => <span key={r.words}>{k > 0 && t('recommend.and')}{r.words}{told.length > 1 && <span className="tabular text-subtle"> {shareOf(r.share)}</span>}</span>)}
    </p>
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
