'use client';

import { useRouter } from 'next/navigation';
import { useEffect, useRef, type ReactNode } from 'react';
import { useT } from '../i18n';
import { Dialog } from '../ui/dialog';
import { EXTRA_PAGES, NAVIGATION } from './navigation';

const isTyping = (target: EventTarget | null) => target instanceof HTMLElement && (target.isContentEditable || ['INPUT', 'TEXTAREA', 'SELECT'].includes(target.tagName));
/** How long after g a letter still counts. */
const SEQUENCE_MS = 1200;

/** Keys that work on every page, and the list of them. */
export function Shortcuts({ help, onHelp, onPalette, onRail }: { help: boolean; onHelp: (open: boolean) => void; onPalette: () => void; onRail: () => void }) {
  const t = useT();
  const router = useRouter();
  const pending = useRef(0);
  useEffect(() => {
    const onKey = (e: KeyboardEvent) => {
      if ((e.ctrlKey || e.metaKey) && e.key.toLowerCase() === 'k') {
        e.preventDefault();
        return onPalette();
      }
      if (e.ctrlKey || e.metaKey || e.altKey || isTyping(e.target)) return;
      if (Date.now() - pending.current < SEQUENCE_MS) {
        pending.current = 0;
        const page = [...NAVIGATION, ...EXTRA_PAGES].find((item) => item.letter === e.key.toLowerCase());
        if (page) {
          e.preventDefault();
          router.push(page.href);
        }
        return;
      }
      if (e.key === 'g') pending.current = Date.now();
      else if (e.key === '?') onHelp(true);
      else if (e.key === '[') onRail();
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, [router, onPalette, onHelp, onRail]);
  const rows: [ReactNode, string][] = [
    [<Keys key="k" keys={['Ctrl', 'K']} />, t('shell.shortcuts.palette')],
    ...[...NAVIGATION, ...EXTRA_PAGES].map((item): [ReactNode, string] => [<Keys key={item.key} keys={['g', item.letter]} />, t('shell.shortcuts.goTo', { page: t(item.label) })]),
    [<Keys key="b" keys={['[']} />, t('shell.shortcuts.rail')],
    [<Keys key="q" keys={['?']} />, t('shell.shortcuts.help')],
    [<Keys key="t" keys={['↑', '↓', '␣', '⏎']} />, t('shell.shortcuts.table')],
  ];
  return (
    <Dialog open={help} onOpenChange={onHelp} title={t('shell.shortcuts.title')}>
      <ul className="divide-y text-sm">
        {rows.map(([keys, what], i) => (
          <li key={i} className="flex items-center justify-between gap-4 py-1.5">
            <span>{what}</span>
            {keys}
          </li>
        ))}
      </ul>
    </Dialog>
  );
}

const Keys = ({ keys }: { keys: string[] }) => (
  <span className="flex shrink-0 gap-1">
    {keys.map((k) => (
      <kbd key={k} className="min-w-5 rounded-sm border border-line-strong bg-sunken px-1 text-center font-sans text-xs text-muted">
        {k}
      </kbd>
    ))}
  </span>
);
