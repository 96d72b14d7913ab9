'use client';

import { useT } from '../../../i18n';
import { Badge, Button, Sheet, useFormat, useUrlState } from '../../../ui';
import { nameAt, type ShownList } from './shown-list';

/** One list as somebody saw it: place by place, how likely each item was to stand there, and what came of it. */
export function ShownSheet({ list, onClose }: { list: ShownList | null; onClose: () => void }) {
  const t = useT();
  const format = useFormat();
  const [, setCustomer] = useUrlState('customer');
  const [, setPlacement] = useUrlState('placement', 'for-you');
  const [, setView] = useUrlState('view', 'customer');
  if (list === null) return null;
  const openCustomer = () => {
    onClose();
    setCustomer(list.customer ?? '', { push: true });
    setPlacement(list.placement);
    setView('customer');
  };
  return (
    <Sheet open onOpenChange={(open) => !open && onClose()} title={t('recommend.listOf', { customer: list.customer ?? t('recommend.nobodyKnown'), placement: t(`recommend.place.${list.placement}`) })} description={`${format.dateTime(list.at)} · v${list.version} · ${t(`recommend.answered.${list.fallback as 'recent'}`)}`}
      footer={list.customer === null ? undefined : <Button variant="primary" onClick={openCustomer}>{t('recommend.openCustomer')}</Button>}>
      <ol className="divide-y" aria-label={t('recommend.itemsByPlace')}>
        {list.items.map((item, k) => (
          <li key={k} className="flex items-start gap-3 py-2">
            <span className="tabular w-5 shrink-0 pt-0.5 text-right text-sm text-subtle">{k + 1}</span>
            <div className="min-w-0 flex-1">
              <p className="text-sm font-medium break-words">{nameAt(list, k + 1)}</p>
              <p className="truncate text-xs text-subtle">{list.names[k] == null ? '' : `${item} · `}{t('recommend.likely', { share: format.percent(list.probabilities[k] ?? 0, 1) })}</p>
            </div>
            <span className="flex shrink-0 flex-wrap justify-end gap-1">
              {list.exploredPosition === k + 1 && <Badge tone="info">{t('recommend.triedOut')}</Badge>}
              {list.feedback.filter((f) => f.position === k + 1).map((f) => <Badge key={f.kind} tone={f.kind === 'dismiss' ? 'warning' : 'good'}>{t(`recommend.rewardKind.${f.kind}`)}</Badge>)}
            </span>
          </li>
        ))}
      </ol>
    </Sheet>
  );
}
