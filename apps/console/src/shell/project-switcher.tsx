'use client';

import { ChevronsUpDown, Plus, Store } from 'lucide-react';
import { useRouter } from 'next/navigation';
import { useT } from '../i18n';
import { rememberProject } from '../trpc';
import { cn } from '../ui/cn';
import { Menu, type MenuItem } from '../ui/menu';
import { Skeleton } from '../ui/skeleton';
import { useSession } from './session';

/** The shop everything on the page belongs to. Another shop starts at its Home: ids do not carry over. */
export function ProjectSwitcher({ collapsed }: { collapsed: boolean }) {
  const t = useT();
  const router = useRouter();
  const { project, projects, can } = useSession();
  const choose = (id: string) => {
    if (id === project?.id) return;
    rememberProject(id);
    window.location.assign('/');
  };
  const items: MenuItem[] = [
    { kind: 'heading', key: 'h', label: t('shell.switchProject') },
    ...projects.map((p): MenuItem => ({ kind: 'check', key: p.id, label: p.name, checked: p.id === project?.id, onSelect: () => choose(p.id) })),
    ...(can('project.manage') ? ([{ kind: 'separator', key: 's' }, { key: 'new', label: t('shell.newProject'), icon: Plus, onSelect: () => router.push('/admin/projects') }] as MenuItem[]) : []),
  ];
  return (
    <Menu
      align="start"
      items={items}
      trigger={
        <button type="button" aria-label={`${t('shell.switchProject')}: ${project?.name ?? ''}`} className={cn('flex h-9 w-full items-center gap-2 rounded-md px-2 text-left text-sm font-medium hover:bg-hover', collapsed && 'mx-auto size-9 justify-center px-0')}>
          <Store aria-hidden className="size-4 shrink-0 text-subtle" />
          {!collapsed && (
            <>
              <span className="min-w-0 flex-1 truncate">{project ? project.name : <Skeleton className="w-24" />}</span>
              <ChevronsUpDown aria-hidden className="size-4 shrink-0 text-subtle" />
            </>
          )}
        </button>
      }
    />
  );
}
