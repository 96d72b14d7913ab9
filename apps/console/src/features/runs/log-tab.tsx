'use client';

import type { RunId, RunLogLine } from '@bellwether/contracts';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { ArrowDownToLine, Download } from 'lucide-react';
import { useEffect, useMemo, useRef, useState } from 'react';
import { saveFile } from '../../figures';
import { intlLocale, usePreferences, useT } from '../../i18n';
import { useTRPC } from '../../trpc';
import { Button, cn, ErrorPanel, IconButton, SearchInput, Select, SkeletonText, useUrlState } from '../../ui';

const LEVELS = ['debug', 'info', 'warn', 'error'] as const;
const TONE: Record<RunLogLine['level'], string> = { debug: 'text-subtle', info: 'text-muted', warn: 'text-warning', error: 'text-bad' };
/** Closer to the end than this counts as being there: new lines are followed. @unit px */
const NEAR_END = 40;

/** The run's log: filtered at the server, followed at its end while it grows. */
export function LogTab({ runId, live }: { runId: RunId; live: RunLogLine[] }) {
  const t = useT();
  const trpc = useTRPC();
  const [level, setLevel] = useUrlState('level', 'debug');
  const [search, setSearch] = useUrlState('find');
  const [limit, setLimit] = useState(500);
  const wanted = LEVELS.find((l) => l === level) ?? 'debug';
  const query = useQuery(trpc.run.logs.queryOptions({ runId, limit, level: wanted, search: search || undefined }, { placeholderData: keepPreviousData, staleTime: 0 }));
  const lines = useMemo(() => {
    const fetched = query.data?.lines ?? [];
    const last = fetched.at(-1)?.seq ?? -1;
    const needle = search.toLowerCase();
    const fresh = live.filter((l) => l.seq > last && LEVELS.indexOf(l.level) >= LEVELS.indexOf(wanted) && l.message.toLowerCase().includes(needle));
    return [...fetched, ...fresh];
  }, [query.data, live, search, wanted]);
  const download = () => saveFile(`run-${runId}.log`, lines.map((l) => `${l.at.toISOString()} ${l.level.toUpperCase()} ${l.message}`).join('\n'), 'text/plain;charset=utf-8');
  return (
    <div className="space-y-3">
      <div className="flex flex-wrap items-center gap-2">
        <SearchInput className="w-72 max-w-full" label={t('runs.searchLog')} value={search} onChange={setSearch} />
        <Select className="w-40" label={t('runs.logLevel')} value={wanted} onChange={setLevel} options={LEVELS.map((value) => ({ value, label: t(`runs.level.${value}`) }))} />
        <IconButton icon={Download} label={t('ui.download')} variant="secondary" disabled={lines.length === 0} onClick={download} />
      </div>
      {query.isError && <ErrorPanel error={query.error} onRetry={() => void query.refetch()} />}
      {query.isPending ? <SkeletonText lines={8} /> : <Lines lines={lines} more={(query.data?.more ?? false) && limit < 2000} onMore={() => setLimit(2000)} />}
    </div>
  );
}

function Lines({ lines, more, onMore }: { lines: RunLogLine[]; more: boolean; onMore: () => void }) {
  const t = useT();
  const { locale, timeZone } = usePreferences();
  const box = useRef<HTMLDivElement>(null);
  const [following, setFollowing] = useState(true);
  const clock = useMemo(() => new Intl.DateTimeFormat(intlLocale(locale), { timeStyle: 'medium', timeZone }), [locale, timeZone]);
  useEffect(() => {
    if (following && box.current) box.current.scrollTop = box.current.scrollHeight;
  }, [lines, following]);
  const onScroll = () => {
    const b = box.current;
    if (b) setFollowing(b.scrollHeight - b.scrollTop - b.clientHeight < NEAR_END);
  };
  return (
    <div className="relative">
      <div ref={box} onScroll={onScroll} tabIndex={0} role="log" aria-label={t('runs.tab.log')} className="scroll-thin h-[60vh] overflow-auto rounded-lg border bg-surface p-3 font-mono text-xs leading-5">
        {more && <Button size="sm" variant="ghost" onClick={onMore}>{t('runs.olderLines')}</Button>}
        {lines.length === 0 && <p className="font-sans text-sm text-subtle">{t('runs.noLines')}</p>}
        {lines.map((l) => (
          <div key={l.seq} className="flex gap-3">
            <time dateTime={l.at.toISOString()} className="tabular shrink-0 text-subtle">{clock.format(l.at)}</time>
            <span className={cn('w-10 shrink-0 uppercase', TONE[l.level])}>{l.level}</span>
            <span className="min-w-0 whitespace-pre-wrap break-words">{l.message}</span>
          </div>
        ))}
      </div>
      {!following && (
        <Button size="sm" icon={ArrowDownToLine} className="absolute bottom-3 right-5 shadow-raised" onClick={() => setFollowing(true)}>
          {t('runs.follow')}
        </Button>
      )}
    </div>
  );
}
