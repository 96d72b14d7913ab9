'use client';

import type { EventLogVersionId } from '@bellwether/contracts';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Plus, ShieldCheck, Trash2 } from 'lucide-react';
import { useState } from 'react';
import { useT } from '../../i18n';
import { useSession } from '../../shell/session';
import { useTRPC } from '../../trpc';
import { Badge, Button, cn, EmptyState, IconButton, QueryView, SkeletonTable, toast, Tooltip, useFormat } from '../../ui';
import type { EventLog, Expectation } from './event-types';
import { RuleDialog } from './rule-dialog';
import { outcomeSentence, ruleSentence } from './rule-words';

/** Rules, what the version made of them, and how the versions before did. */
export function RulesTab({ log, versionId }: { log: EventLog; versionId: EventLogVersionId | null }) {
  const t = useT();
  const trpc = useTRPC();
  const { can } = useSession();
  const [adding, setAdding] = useState(false);
  const query = useQuery(trpc.events.quality.queryOptions({ logId: log.id, eventLogVersionId: versionId }, { placeholderData: (old) => old }));
  return (
    <QueryView query={query} skeleton={<SkeletonTable />}>
      {(q) => (
        <div className="space-y-3">
          <div className="flex flex-wrap items-center gap-3">
            <p className="min-w-0 flex-1 basis-64 text-sm text-muted">{t('events.rules.help')}</p>
            {can('dataset.write') && <Button icon={Plus} onClick={() => setAdding(true)}>{t('events.rule.add')}</Button>}
          </div>
          {q.expectations.length === 0 ? <EmptyState icon={ShieldCheck} title={t('events.rules.none')} /> : <ul className="divide-y rounded-lg border bg-surface">{q.expectations.map((e) => <RuleRow key={e.id} expectation={e} versions={q.versions} />)}</ul>}
          <RuleDialog log={log} open={adding} onClose={() => setAdding(false)} />
        </div>
      )}
    </QueryView>
  );
}

function RuleRow({ expectation: e, versions }: { expectation: Expectation; versions: readonly number[] }) {
  const t = useT();
  const trpc = useTRPC();
  const client = useQueryClient();
  const format = useFormat();
  const { can } = useSession();
  const remove = useMutation(trpc.events.removeExpectation.mutationOptions({ onSuccess: async () => { toast.done(t('events.rule.removed')); await client.invalidateQueries(trpc.events.pathFilter()); }, onError: toast.failed }));
  const sentence = ruleSentence(e.rule, t, format);
  const failed = e.outcome?.passed === false;
  return (
    <li className="flex flex-wrap items-center gap-x-4 gap-y-2 px-4 py-3">
      <div className="min-w-0 flex-1 basis-72">
        <p className="text-sm font-medium break-words">{sentence}</p>
        <p className="text-xs text-muted">{e.outcome ? outcomeSentence(e.rule, e.outcome, t, format) : t('events.notChecked')}{failed && e.outcome!.examples.length > 0 ? <> · <code className="font-mono break-words">{e.outcome!.examples.join(', ')}</code></> : null}</p>
      </div>
      <span className="flex items-center gap-0.5" role="img" aria-label={`${t('events.history')}: ${e.history.map((p, i) => `v${versions[i]} ${p === null ? t('events.notChecked') : p ? t('events.pass') : t('events.fail')}`).join(', ')}`}>
        {e.history.map((passed, i) => (
          <Tooltip key={i} text={`${t('events.version', { number: versions[i]! })}: ${passed === null ? t('events.notChecked') : passed ? t('events.pass') : t('events.fail')}`}>
            <span className={cn('h-4 w-1.5 rounded-sm', passed === null ? 'bg-line-strong' : passed ? 'bg-good' : cn('h-5', e.severity === 'bad' ? 'bg-bad' : 'bg-warning'))} />
          </Tooltip>
        ))}
      </span>
      <span className="w-32 text-right">{e.outcome === null || e.outcome.empty ? <Badge>{t(e.outcome ? 'events.nothing' : 'events.notChecked')}</Badge> : failed ? <Badge tone={e.severity === 'bad' ? 'bad' : 'warning'}>{t('events.fail')}</Badge> : <Badge tone="good">{t('events.pass')}</Badge>}</span>
      {can('dataset.write') && <IconButton icon={Trash2} size="sm" label={`${t('events.rule.remove')}: ${sentence}`} onClick={() => remove.mutate({ expectationId: e.id })} noTooltip />}
    </li>
  );
}
