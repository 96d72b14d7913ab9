'use client';

import type { ModelVersionId } from '@bellwether/contracts';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Crown, ShieldAlert } from 'lucide-react';
import { useState } from 'react';
import { useT } from '../../i18n';
import { useSession } from '../../shell/session';
import { useTRPC } from '../../trpc';
import { Button, Card, Checkbox, Field, QueryView, SkeletonText, Textarea, toast } from '../../ui';
import { EvidenceView } from './evidence-view';
import { GateList } from './gate-list';
import type { GateCheck } from './model-types';

/** The gates as they stand now, the evidence, and the decision. */
export function PromotionPanel({ versionId, runId, familyId, isChampion }: { versionId: ModelVersionId; runId: string; familyId: string; isChampion: boolean }) {
  const t = useT();
  const trpc = useTRPC();
  const check = useQuery(trpc.model.gates.queryOptions({ versionId }, { staleTime: 30_000, enabled: !isChampion }));
  if (isChampion) return <p className="rounded-lg border bg-surface p-4 text-sm text-muted">{t('models.promote.isChampion')}</p>;
  return (
    <QueryView query={check} skeleton={<SkeletonText lines={8} />}>
      {(gates) => (
        <div className="grid items-start gap-4 lg:grid-cols-[minmax(0,1fr)_22rem]">
          <div className="min-w-0 space-y-4">
            <Card title={gates.passed ? t('models.promote.ready') : t('models.promote.blocked', { count: gates.gates.filter((g) => !g.passed).length })} description={t('models.promote.explain')}>
              <GateList gates={gates.gates} runId={runId} />
            </Card>
            <Card title={t('models.evidence.title')}>{gates.evidence ? <EvidenceView evidence={gates.evidence} familyId={familyId} /> : <p className="text-sm text-muted">{gates.champion ? (gates.gates.find((g) => g.gate === 'paired-difference')?.received ?? '–') : t('models.evidence.none')}</p>}</Card>
          </div>
          <PromoteForm check={gates} />
        </div>
      )}
    </QueryView>
  );
}

function PromoteForm({ check }: { check: GateCheck }) {
  const t = useT();
  const trpc = useTRPC();
  const client = useQueryClient();
  const { can } = useSession();
  const [reason, setReason] = useState('');
  const [override, setOverride] = useState(false);
  const promote = useMutation(
    trpc.model.promote.mutationOptions({
      onSuccess: (result) => {
        const number = check.candidate.number;
        if (result.decision === 'refused') toast.info(t('models.promote.refused'));
        else toast.done(t(result.decision === 'overridden' ? 'models.promote.overridden' : 'models.promote.done', { number }));
      },
      onError: toast.failed,
      onSettled: () => client.invalidateQueries(trpc.model.pathFilter()),
    }),
  );
  if (!can('model.promote')) return <p className="rounded-lg border bg-surface p-4 text-sm text-muted">{t('models.promote.noPermission')}</p>;
  const overriding = override && !check.passed;
  return (
    <Card title={t('models.promote.title', { number: check.candidate.number })} className="lg:sticky lg:top-4">
      <div className="space-y-3">
        <Field label={t('models.promote.reason')} optional={!overriding} help={t('models.promote.reasonOptional')}>
          {(ids) => <Textarea {...ids} rows={3} maxLength={2000} value={reason} onChange={(e) => setReason(e.target.value)} />}
        </Field>
        {!check.passed && can('model.override') && <Checkbox checked={override} onChange={setOverride} label={t('models.promote.override')} help={t('models.promote.overrideHelp')} />}
        <Button variant={overriding ? 'danger' : 'primary'} icon={overriding ? ShieldAlert : Crown} className="w-full" busy={promote.isPending} disabled={overriding && reason.trim().length < 3} onClick={() => promote.mutate({ versionId: check.candidate.id, override: overriding, reason })}>
          {t('models.promote.action')}
        </Button>
      </div>
    </Card>
  );
}
