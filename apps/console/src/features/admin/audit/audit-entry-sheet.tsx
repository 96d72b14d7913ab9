'use client';

import type { AuditEntry } from '@bellwether/contracts';
import { useT } from '../../../i18n';
import { EmptyState, KeyValueList, Sheet, useFormat } from '../../../ui';
import { auditChanges, valueText } from './audit-changes';

/** One line in full: who and when, then each field before and after. */
export function AuditEntrySheet({ entry, onClose }: { entry: AuditEntry; onClose: () => void }) {
  const t = useT();
  const format = useFormat();
  const changes = auditChanges(entry.before, entry.after);
  return (
    <Sheet open size="lg" onOpenChange={(open) => !open && onClose()} title={<code className="font-mono">{entry.action}</code>} description={t('admin.audit.entry', { id: entry.id })}>
      <KeyValueList
        items={[
          { key: 'at', label: t('admin.audit.at'), value: format.dateTime(entry.at) },
          { key: 'who', label: t('admin.audit.who'), value: `${entry.actorName} (${entry.actorRole})` },
          { key: 'object', label: t('admin.audit.object'), value: `${entry.objectType} ${entry.objectName ?? ''}` },
          { key: 'id', label: t('admin.audit.id'), value: <code className="font-mono text-xs">{entry.objectId}</code> },
        ]}
      />
      <h3 className="mb-2 mt-5 text-sm font-semibold">{t('admin.audit.change')}</h3>
      {changes.length === 0 ? (
        <EmptyState title={t('admin.audit.noDetail')} />
      ) : (
        <div className="overflow-x-auto rounded-md border">
          <table className="w-full text-left text-xs">
            <thead className="bg-sunken text-subtle">
              <tr>{(['field', 'before', 'after'] as const).map((key) => <th key={key} scope="col" className="px-3 py-1.5 font-medium">{t(`admin.audit.${key}`)}</th>)}</tr>
            </thead>
            <tbody className="divide-y">
              {changes.map((change) => (
                <tr key={change.path} className="align-top">
                  <th scope="row" className="px-3 py-2 font-mono font-normal text-muted">{change.path}</th>
                  <td className="max-w-56 px-3 py-2 [overflow-wrap:anywhere]">{change.before === undefined ? <span className="text-subtle">–</span> : <del className="rounded-sm bg-bad-soft px-1 text-bad no-underline">{valueText(change.before)}</del>}</td>
                  <td className="max-w-56 px-3 py-2 [overflow-wrap:anywhere]">{change.after === undefined ? <span className="text-subtle">–</span> : <ins className="rounded-sm bg-good-soft px-1 text-good no-underline">{valueText(change.after)}</ins>}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </Sheet>
  );
}
