'use client';

import { useQuery } from '@tanstack/react-query';
import { ChevronRight, Crown } from 'lucide-react';
import { useState } from 'react';
import { useT, type MessageKey } from '../../i18n';
import { useTRPC } from '../../trpc';
import { Badge, cn, EmptyState, QueryView, RelativeTime, SkeletonTable, type Tone } from '../../ui';
import { EvidenceView } from './evidence-view';
import { GateList } from './gate-list';
import type { ModelPageData, PromotionRow } from './model-types';

const TONES: Record<PromotionRow['decision'], Tone> = { promoted: 'good', refused: 'bad', overridden: 'warning', 'rolled-back': 'info' };

/** Every attempt with what it was decided on. */
export function PromotionsTab({ model }: { model: ModelPageData }) {
  const t = useT();
  const trpc = useTRPC();
  const query = useQuery(trpc.model.promotions.queryOptions({ modelId: model.id }));
  return (
    <QueryView query={query} skeleton={<SkeletonTable rows={4} />}>
      {(rows) =>
        rows.length === 0 ? (
          <EmptyState icon={Crown} title={t('models.promotions.empty')}>{t('models.promotions.emptyBody')}</EmptyState>
        ) : (
          <ul className="divide-y divide-line overflow-hidden rounded-lg border bg-surface">
            {rows.map((row, i) => <Dossier key={row.id} row={row} familyId={model.familyId} open={i === 0} />)}
          </ul>
        )
      }
    </QueryView>
  );
}

function Dossier({ row, familyId, open: first }: { row: PromotionRow; familyId: string; open: boolean }) {
  const t = useT();
  const [open, setOpen] = useState(first);
  return (
    <li>
      <button type="button" aria-expanded={open} onClick={() => setOpen(!open)} className="flex w-full flex-wrap items-center gap-x-3 gap-y-1 px-4 py-3 text-left text-sm hover:bg-hover">
        <ChevronRight aria-hidden className={cn('size-4 shrink-0 text-subtle transition-transform duration-100', open && 'rotate-90')} />
        <span className="font-medium">{t('models.version', { number: row.version.number })}</span>
        <Badge tone={TONES[row.decision]}>{t(`models.decision.${row.decision}` as MessageKey)}</Badge>
        {row.reason && <span className="min-w-0 truncate text-muted">{row.reason}</span>}
        <span className="ml-auto flex shrink-0 gap-2 text-xs text-subtle">
          {row.byName} <RelativeTime at={row.at} />
        </span>
      </button>
      {open && (row.gates.length > 0 || row.evidence) && (
        <div className="grid gap-6 border-t bg-bg px-4 py-4 xl:grid-cols-2">
          <GateList gates={row.gates} />
          {row.evidence ? <EvidenceView evidence={row.evidence} familyId={familyId} /> : <p className="text-sm text-muted">{t('models.evidence.none')}</p>}
        </div>
      )}
    </li>
  );
}
