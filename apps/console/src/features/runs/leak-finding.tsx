'use client';

import type { LeakAcceptance, LeakFinding, RunId } from '@bellwether/contracts';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useT, type MessageKey } from '../../i18n';
import { useSession } from '../../shell/session';
import { useTRPC } from '../../trpc';
import { Badge, Button, ErrorPanel, Field, RelativeTime, Textarea, toast, type Tone } from '../../ui';

const TONE: Record<LeakFinding['severity'], Tone> = { severe: 'bad', warning: 'warning', info: 'info' };
const SHORTEST_REASON = 10;

/** One finding: what, why, what to do; and who answers for it, or a form to do so. */
export function LeakFindingItem({ runId, finding, acceptance }: { runId: RunId; finding: LeakFinding; acceptance: LeakAcceptance | null }) {
  const t = useT();
  const { can } = useSession();
  const [accepting, setAccepting] = useState(false);
  return (
    <li className="py-3 text-sm first:pt-0 last:pb-0">
      <div className="flex flex-wrap items-center gap-x-2 gap-y-1">
        <Badge tone={acceptance ? 'neutral' : TONE[finding.severity]}>{acceptance ? t('runs.leaks.isAccepted') : t(`runs.leaks.severity.${finding.severity}`)}</Badge>
        <span className="text-xs text-subtle">{t(`runs.leaks.check.${finding.check}` as MessageKey)}</span>
      </div>
      <p className="mt-1.5 font-medium [overflow-wrap:anywhere]">{t.of(finding.message)}</p>
      <p className="mt-1 max-w-prose text-muted">{t.of(finding.why)}</p>
      <p className="mt-1 max-w-prose text-muted"><span className="text-subtle">{t('runs.leaks.fix')}</span> {t.of(finding.fix)}</p>
      {acceptance && (
        <p className="mt-2 max-w-prose border-l-2 border-line pl-3 text-muted [overflow-wrap:anywhere]">
          “{acceptance.reason}” <span className="text-xs text-subtle">{acceptance.acceptedByName}, <RelativeTime at={acceptance.acceptedAt} /></span>
        </p>
      )}
      {!acceptance && finding.severity !== 'info' && can('leak.accept') && !accepting && <Button size="sm" className="mt-2" onClick={() => setAccepting(true)}>{t('runs.leaks.accept')}</Button>}
      {accepting && !acceptance && <AcceptForm runId={runId} finding={finding} onClose={() => setAccepting(false)} />}
    </li>
  );
}

function AcceptForm({ runId, finding, onClose }: { runId: RunId; finding: LeakFinding; onClose: () => void }) {
  const t = useT();
  const trpc = useTRPC();
  const client = useQueryClient();
  const [reason, setReason] = useState('');
  const accept = useMutation(
    trpc.run.acceptLeak.mutationOptions({
      onSuccess: async () => {
        await Promise.all([client.invalidateQueries(trpc.run.leaks.queryFilter({ id: runId })), client.invalidateQueries(trpc.model.pathFilter())]);
        toast.done(t('runs.leaks.done'));
      },
    }),
  );
  return (
    <form
      className="mt-3 max-w-prose space-y-3 rounded-md border bg-sunken p-3"
      onSubmit={(e) => {
        e.preventDefault();
        accept.mutate({ id: runId, findingKey: finding.key, reason: reason.trim() });
      }}
    >
      {accept.error && <ErrorPanel error={accept.error} />}
      <Field label={t('runs.leaks.reason')} help={t('runs.leaks.reasonHelp')}>
        {(ids) => <Textarea {...ids} rows={2} maxLength={2000} autoFocus value={reason} onChange={(e) => setReason(e.target.value)} />}
      </Field>
      <div className="flex gap-2">
        <Button type="submit" variant="primary" size="sm" busy={accept.isPending} disabled={reason.trim().length < SHORTEST_REASON}>{t('runs.leaks.acceptAction')}</Button>
        <Button size="sm" onClick={onClose}>{t('ui.cancel')}</Button>
      </div>
    </form>
  );
}
