'use client';

import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { Boxes, Database, FlaskConical, Play, type LucideIcon } from 'lucide-react';
import { useDeferredValue } from 'react';
import { useT, type MessageKey } from '../i18n';
import { useTRPC } from '../trpc';
import { PaletteGroup, PaletteItem } from './palette-items';

const KINDS: { kind: 'dataset' | 'experiment' | 'run' | 'model'; heading: MessageKey; icon: LucideIcon; base: string }[] = [
  { kind: 'model', heading: 'shell.palette.models', icon: Boxes, base: '/models' },
  { kind: 'dataset', heading: 'shell.palette.datasets', icon: Database, base: '/data' },
  { kind: 'experiment', heading: 'shell.palette.experiments', icon: FlaskConical, base: '/experiments' },
  { kind: 'run', heading: 'shell.palette.runs', icon: Play, base: '/runs' },
];

/** Objects of the shop that match, by kind. The server matches; the palette only shows. */
export function PaletteObjects({ search, onGo }: { search: string; onGo: (href: string) => void }) {
  const t = useT();
  const trpc = useTRPC();
  const text = useDeferredValue(search.trim());
  const { data } = useQuery(trpc.home.search.queryOptions({ text, limit: text === '' ? 3 : 6 }, { placeholderData: keepPreviousData, staleTime: 10_000 }));
  return KINDS.map(({ kind, heading, icon, base }) => {
    const found = (data ?? []).filter((o) => o.kind === kind);
    if (found.length === 0) return null;
    return (
      <PaletteGroup key={kind} heading={t(heading)}>
        {found.map((o) => (
          // The search is among the keywords: the server found it, the palette's own matching must not hide it again.
          <PaletteItem key={o.id} id={`${kind} ${o.id}`} icon={icon} label={o.name || (o.detail ?? o.id)} hint={o.detail} keywords={[search]} onSelect={() => onGo(`${base}/${o.id}`)} />
        ))}
      </PaletteGroup>
    );
  });
}
