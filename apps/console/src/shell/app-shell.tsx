'use client';

import { useState, type ReactNode } from 'react';
import { useT } from '../i18n';
import { CommandPalette } from './command-palette';
import { PhoneBars } from './phone-bars';
import { Rail } from './rail';
import { RAIL_COOKIE } from './rail-cookie';
import { SessionGate, SessionProvider } from './session';
import { Shortcuts } from './shortcuts';
import { SkeletonText } from '../ui/skeleton';

/** What is around every page. The rail's width comes from a cookie, so that the first paint is the last one. */
export function AppShell({ collapsed: first, children }: { collapsed: boolean; children: ReactNode }) {
  const t = useT();
  const [collapsed, setCollapsed] = useState(first);
  const [palette, setPalette] = useState(false);
  const [help, setHelp] = useState(false);
  const collapse = (next: boolean) => {
    document.cookie = `${RAIL_COOKIE}=${next ? 'collapsed' : 'open'}; path=/; max-age=31536000; samesite=lax`;
    setCollapsed(next);
  };
  return (
    <SessionProvider>
    <div className="flex min-h-dvh">
      <a href="#content" className="sr-only focus:not-sr-only focus:fixed focus:left-2 focus:top-2 focus:z-50 focus:rounded-md focus:bg-raised focus:px-3 focus:py-2 focus:shadow-raised">
        {t('shell.skip')}
      </a>
      <Rail collapsed={collapsed} onCollapse={collapse} onPalette={() => setPalette(true)} />
      <div className="flex min-w-0 flex-1 flex-col">
        <PhoneBars onPalette={() => setPalette(true)} />
        <main id="content" tabIndex={-1} className="min-w-0 flex-1 pb-16 outline-none md:pb-0">
          <SessionGate waiting={<SkeletonText className="mx-auto max-w-7xl p-6" lines={4} />}>{children}</SessionGate>
        </main>
      </div>
      <CommandPalette open={palette} onOpenChange={setPalette} onHelp={() => setHelp(true)} />
      <Shortcuts help={help} onHelp={setHelp} onPalette={() => setPalette(true)} onRail={() => collapse(!collapsed)} />
    </div>
    </SessionProvider>
  );
}
