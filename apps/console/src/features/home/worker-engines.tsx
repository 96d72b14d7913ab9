'use client';

import { useT } from '../../i18n';
import { Badge } from '../../ui';

type Worker = { host: string; slots: number; engines: { name: string; available: boolean; reason: string }[] | null };

/** Which engine each live worker trains on and on what device, and why the others are not there. */
export function WorkerEngines({ workers }: { workers: readonly Worker[] }) {
  const t = useT();
  if (workers.length === 0) return null;
  return (
    <ul className="divide-y border-t" aria-label={t('home.work.engines')}>
      {workers.map((worker, i) => <WorkerRow key={`${worker.host}-${i}`} worker={worker} named={workers.length > 1} />)}
    </ul>
  );
}

function WorkerRow({ worker: { host, engines }, named }: { worker: Worker; named: boolean }) {
  const t = useT();
  const used = engines?.find((e) => e.available);
  return (
    <li className="px-4 py-2 text-xs text-subtle">
      {named && <p className="mb-1 truncate">{host}</p>}
      {engines === null && t('home.work.engineUnknown')}
      {engines !== null && !used && <Badge tone="warning">{t('home.work.noEngine')}</Badge>}
      <ul className="flex flex-wrap gap-x-4 gap-y-1">
        {engines?.map((e) => (
          <li key={e.name} className="flex min-w-0 items-center gap-1.5">
            <Badge tone={e === used ? 'good' : 'neutral'}>{e.name}</Badge>
            <span className="min-w-0 break-words">{e.reason}</span>
          </li>
        ))}
      </ul>
    </li>
  );
}
