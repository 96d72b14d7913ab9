'use client';

import { Menu as MenuIcon, Search } from 'lucide-react';
import Link from 'next/link';
import { usePathname } from 'next/navigation';
import { useState } from 'react';
import { useT } from '../i18n';
import { IconButton } from '../ui/button';
import { cn } from '../ui/cn';
import { Sheet } from '../ui/dialog';
import { AccountMenu } from './account-menu';
import { Logo } from './logo';
import { activeItem, NAVIGATION } from './navigation';
import { ProjectSwitcher } from './project-switcher';
import { NavList } from './rail';

/** Below 768 px: a bar on top, the four main pages at the thumb, everything in a drawer. */
export function PhoneBars({ onPalette }: { onPalette: () => void }) {
  const t = useT();
  const active = activeItem(usePathname());
  const [drawer, setDrawer] = useState(false);
  const main = NAVIGATION.filter((item) => ['home', 'data', 'experiments', 'models'].includes(item.key));
  return (
    <>
      <header className="sticky top-0 z-30 flex h-12 items-center gap-1 border-b bg-bg px-2 md:hidden">
        <Link href="/" aria-label={t('shell.product')} className="rounded-md p-1">
          <Logo className="size-7" />
        </Link>
        <span className="min-w-0 flex-1 truncate px-1 text-base font-semibold">{active ? t(active.label) : t('shell.product')}</span>
        <IconButton icon={Search} label={t('shell.palette')} onClick={onPalette} noTooltip />
        <IconButton icon={MenuIcon} label={t('ui.menu')} onClick={() => setDrawer(true)} noTooltip />
      </header>
      <nav aria-label={t('shell.navigation')} className="fixed inset-x-0 bottom-0 z-30 grid h-14 grid-cols-4 border-t bg-bg md:hidden">
        {main.map((item) => {
          const Icon = item.icon;
          return (
            <Link key={item.key} href={item.href} aria-current={item === active ? 'page' : undefined} className={cn('flex flex-col items-center justify-center gap-0.5 text-2xs font-medium', item === active ? 'text-accent' : 'text-muted')}>
              <Icon aria-hidden className="size-5" />
              {t(item.label)}
            </Link>
          );
        })}
      </nav>
      <Sheet open={drawer} onOpenChange={setDrawer} title={t('shell.product')} footer={<AccountMenu collapsed={false} />}>
        <div className="space-y-3">
          <ProjectSwitcher collapsed={false} />
          <NavList onNavigate={() => setDrawer(false)} />
        </div>
      </Sheet>
    </>
  );
}
