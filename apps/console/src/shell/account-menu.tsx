'use client';

import { BookOpen, CircleUser, Keyboard, LogOut } from 'lucide-react';
import { useRouter } from 'next/navigation';
import { LOCALES, THEMES, usePreferences, useT } from '../i18n';
import { cn } from '../ui/cn';
import { Menu, type MenuItem } from '../ui/menu';
import { signOut, useSession } from './session';

const LANGUAGE = { en: 'English', zh: '简体中文' } as const;

/** Language, theme, API reference and sign-out, at the foot of the rail. */
export function AccountMenu({ collapsed }: { collapsed: boolean }) {
  const t = useT();
  const { locale, theme, setLocale, setTheme } = usePreferences();
  const { user } = useSession();
  const router = useRouter();
  const items: MenuItem[] = [
    ...(user ? ([{ kind: 'heading', key: 'who', label: t('shell.signedInAs', { name: user.name }) }] as MenuItem[]) : []),
    { kind: 'heading', key: 'hl', label: t('shell.language') },
    ...LOCALES.map((l): MenuItem => ({ kind: 'check', key: l, label: <span lang={l === 'zh' ? 'zh-CN' : 'en'}>{LANGUAGE[l]}</span>, checked: l === locale, onSelect: () => setLocale(l) })),
    { kind: 'heading', key: 'ht', label: t('shell.theme') },
    ...THEMES.map((name): MenuItem => ({ kind: 'check', key: name, label: t(`shell.theme.${name}`), checked: name === theme, onSelect: () => setTheme(name) })),
    { kind: 'separator', key: 's' },
    { key: 'account', label: t('auth.account.open'), icon: CircleUser, onSelect: () => router.push('/account') },
    { key: 'keys', label: t('shell.shortcuts.title'), icon: Keyboard, shortcut: '?', onSelect: () => window.dispatchEvent(new KeyboardEvent('keydown', { key: '?' })) },
    { key: 'docs', label: t('shell.apiDocs'), icon: BookOpen, onSelect: () => window.open('/docs', '_blank', 'noopener') },
    { key: 'out', label: t('shell.signOut'), icon: LogOut, onSelect: () => void signOut() },
  ];
  const initial = (user?.name ?? '').trim().slice(0, 1).toUpperCase() || '·';
  return (
    <Menu
      align="start"
      side={collapsed ? 'right' : 'top'}
      items={items}
      className="w-52"
      trigger={
        <button type="button" className={cn('flex h-9 w-full min-w-0 items-center gap-2 rounded-md px-2 text-left text-sm hover:bg-hover', collapsed && 'size-9 justify-center px-0')}>
          {/* drawn by CSS: as text it would belong to the visible name, which the label must contain */}
          <span aria-hidden data-initial={initial} className="flex size-6 shrink-0 items-center justify-center rounded-full bg-accent-soft text-xs font-semibold text-accent before:content-[attr(data-initial)]" />
          {/* Words, not aria-label: what is read must hold what is seen. */}
          <span className="sr-only">{t('shell.account')}</span>
          {collapsed ? <span className="sr-only">{user?.name}</span> : <span className="min-w-0 flex-1 truncate font-medium">{user?.name ?? ''}</span>}
        </button>
      }
    />
  );
}
