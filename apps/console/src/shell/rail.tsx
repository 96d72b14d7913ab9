'use client';

import { PanelLeftClose, PanelLeftOpen, Search } from 'lucide-react';
import Link from 'next/link';
import { usePathname } from 'next/navigation';
import { useT } from '../i18n';
import { cn } from '../ui/cn';
import { IconButton } from '../ui/button';
import { Tooltip } from '../ui/tooltip';
import { AccountMenu } from './account-menu';
import { Logo } from './logo';
import { activeItem, NAVIGATION } from './navigation';
import { ProjectSwitcher } from './project-switcher';

/** The left rail: shop on top, pages, account at the bottom. Collapsed it shows pictures with tooltips. */
export function Rail({ collapsed, onCollapse, onPalette }: { collapsed: boolean; onCollapse: (collapsed: boolean) => void; onPalette: () => void }) {
  const t = useT();
  return (
    <aside className={cn('sticky top-0 hidden h-dvh shrink-0 flex-col border-r bg-bg md:flex', collapsed ? 'w-14' : 'w-56')}>
      <div className={cn('flex h-14 items-center gap-2 px-3', collapsed && 'justify-center px-0')}>
        <Link href="/" aria-label={t('shell.product')} className="flex items-center gap-2 rounded-md">
          <Logo className="size-7" />
          {!collapsed && <span className="text-base font-semibold tracking-tight">{t('shell.product')}</span>}
        </Link>
        {!collapsed && <IconButton icon={PanelLeftClose} label={t('shell.collapse')} size="sm" onClick={() => onCollapse(true)} className="ml-auto" />}
      </div>
      <div className="space-y-1 px-2 pb-2">
        <ProjectSwitcher collapsed={collapsed} />
        <PaletteButton collapsed={collapsed} onPalette={onPalette} />
      </div>
      <nav aria-label={t('shell.navigation')} className="scroll-thin flex-1 overflow-y-auto px-2">
        <NavList collapsed={collapsed} />
      </nav>
      <div className={cn('border-t p-2', collapsed && 'flex flex-col items-center gap-1')}>
        {collapsed && <IconButton icon={PanelLeftOpen} label={t('shell.expand')} onClick={() => onCollapse(false)} />}
        <AccountMenu collapsed={collapsed} />
      </div>
    </aside>
  );
}

function PaletteButton({ collapsed, onPalette }: { collapsed: boolean; onPalette: () => void }) {
  const t = useT();
  if (collapsed) return <IconButton icon={Search} label={t('shell.palette')} onClick={onPalette} className="mx-auto flex" />;
  return (
    <button type="button" onClick={onPalette} className="flex h-8 w-full items-center gap-2 rounded-md border bg-surface px-2 text-left text-sm text-subtle hover:border-line-strong">
      <Search aria-hidden className="size-4 shrink-0" />
      <span className="min-w-0 flex-1 truncate">{t('ui.search')}</span>
      <kbd className="rounded-sm border bg-sunken px-1 font-sans text-2xs">Ctrl K</kbd>
    </button>
  );
}

/** The pages, used by the rail and by the phone's drawer. */
export function NavList({ collapsed, onNavigate }: { collapsed?: boolean; onNavigate?: () => void }) {
  const t = useT();
  const active = activeItem(usePathname());
  return (
    <ul className="space-y-0.5">
      {NAVIGATION.map((item) => {
        const Icon = item.icon;
        const current = item === active;
        const link = (
          <Link
            href={item.href}
            onClick={onNavigate}
            aria-current={current ? 'page' : undefined}
            aria-label={collapsed ? t(item.label) : undefined}
            className={cn('flex h-8 items-center gap-2.5 rounded-md px-2 text-sm font-medium', collapsed && 'mx-auto size-9 justify-center px-0', current ? 'bg-selected text-accent' : 'text-muted hover:bg-hover hover:text-fg')}
          >
            <Icon aria-hidden className="size-4 shrink-0" />
            {!collapsed && <span className="truncate">{t(item.label)}</span>}
          </Link>
        );
        return <li key={item.key}>{collapsed ? <Tooltip text={t(item.label)} side="right">{link}</Tooltip> : link}</li>;
      })}
    </ul>
  );
}
