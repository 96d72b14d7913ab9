'use client';

import { postgresSourceConfigSchema, type EventSourceId, type PostgresSourceConfig } from '@bellwether/contracts';
import { useMutation } from '@tanstack/react-query';
import { CircleCheck, CircleX, Plug } from 'lucide-react';
import { useT } from '../../i18n';
import { useTRPC } from '../../trpc';
import { Button, ErrorPanel, Field, Input, Select } from '../../ui';

/** What is typed; numbers stay texts until they are sent. */
export type TableFields = { host: string; port: string; database: string; user: string; password: string; tls: PostgresSourceConfig['tls']; table: string; cursorColumn: string; tieColumn: string; everyMinutes: string; settleSeconds: string };
export const BLANK_TABLE: TableFields = { host: '', port: '5432', database: '', user: '', password: '', tls: 'verify', table: '', cursorColumn: '', tieColumn: '', everyMinutes: '15', settleSeconds: '60' };

/** @returns null while something is missing or does not fit */
export function tableConfig(f: TableFields): PostgresSourceConfig | null {
  const parsed = postgresSourceConfigSchema.safeParse({ kind: 'postgres', host: f.host.trim(), port: Number(f.port), database: f.database.trim(), user: f.user.trim(), tls: f.tls, table: f.table.trim(), cursorColumn: f.cursorColumn.trim(), ...(f.tieColumn.trim() ? { tieColumn: f.tieColumn.trim() } : {}), everyMinutes: Number(f.everyMinutes), settleSeconds: Number(f.settleSeconds) });
  return parsed.success ? parsed.data : null;
}

export const tableFields = (c: PostgresSourceConfig): TableFields => ({ host: c.host, port: String(c.port), database: c.database, user: c.user, password: '', tls: c.tls, table: c.table, cursorColumn: c.cursorColumn, tieColumn: c.tieColumn ?? '', everyMinutes: String(c.everyMinutes), settleSeconds: String(c.settleSeconds) });

/** Where the table is and how it grows; tried line by line before it is kept. */
export function TableForm({ fields, onChange, sourceId }: { fields: TableFields; onChange: (fields: TableFields) => void; /** whose kept password is used while none is typed */ sourceId?: EventSourceId }) {
  const t = useT();
  const trpc = useTRPC();
  const test = useMutation(trpc.events.testSource.mutationOptions());
  const config = tableConfig(fields);
  const input = (key: Exclude<keyof TableFields, 'tls'>, props: { placeholder?: string; type?: string; help?: boolean } = {}) => (
    <Field label={t(`events.table.${key}`)} help={props.help ? t(`events.table.${key as 'cursorColumn'}Help`) : undefined}>
      {(ids) => <Input {...ids} type={props.type ?? 'text'} autoComplete={key === 'password' ? 'new-password' : 'off'} spellCheck={false} placeholder={props.placeholder} value={fields[key]} onChange={(e) => onChange({ ...fields, [key]: e.target.value })} />}
    </Field>
  );
  return (
    <div className="space-y-4">
      <div className="grid gap-4 sm:grid-cols-[1fr_7rem]">{input('host', { placeholder: 'db.example.com' })}{input('port')}</div>
      <div className="grid gap-4 sm:grid-cols-2">
        {input('database', { placeholder: 'shop' })}
        <Field label={t('events.table.tls')}>{(ids) => <Select {...ids} value={fields.tls} onChange={(tls) => onChange({ ...fields, tls })} options={(['verify', 'require', 'off'] as const).map((v) => ({ value: v, label: t(`events.tls.${v}`) }))} />}</Field>
        {input('user', { placeholder: 'bellwether_reader' })}
        {input('password', { type: 'password', placeholder: sourceId ? t('events.table.kept') : undefined, help: true })}
        {input('table', { placeholder: 'public.order_lines' })}
        {input('cursorColumn', { placeholder: 'updated_at', help: true })}
        {input('tieColumn', { placeholder: 'id', help: true })}
        {input('everyMinutes')}
      </div>
      <Button type="button" icon={Plug} disabled={!config} busy={test.isPending} onClick={() => config && test.mutate({ config, ...(fields.password ? { password: fields.password } : {}), ...(sourceId ? { sourceId } : {}) })}>{t('events.table.test')}</Button>
      {test.isError && <ErrorPanel error={test.error} />}
      {test.data && (
        <ul aria-live="polite" className="divide-y rounded-lg border text-sm">
          {test.data.checks.map((c) => (
            <li key={c.check} className="flex gap-2 px-3 py-2">
              {c.passed ? <CircleCheck aria-hidden className="mt-0.5 size-4 shrink-0 text-good" /> : <CircleX aria-hidden className="mt-0.5 size-4 shrink-0 text-bad" />}
              <span className="min-w-0"><span className="font-medium">{t(`events.check.${c.check}.${c.passed ? 'passed' : 'failed'}`)}</span> <span className="break-words text-muted">{c.check === 'read' && c.passed ? t('events.check.rows', { count: Number(c.detail) }) : c.detail}</span>{c.fix && <span className="block text-muted">{c.fix}</span>}</span>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
