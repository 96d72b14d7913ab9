'use client';

import { Lock } from 'lucide-react';
import Link from 'next/link';
import { usePathname } from 'next/navigation';
import type { ReactNode } from 'react';
import { useT, type MessageKey } from '../../i18n';
import { useSession } from '../../shell/session';
import { cn, EmptyState, Page, PageHeader } from '../../ui';

const PARTS = [
  { href: '/admin/people', label: 'admin.people', needs: 'user.manage' },
  { href: '/admin/keys', label: 'admin.keys', needs: 'key.manage' },
  { href: '/admin/projects', label: 'admin.projects', needs: 'project.manage' },
  { href: '/admin/audit', label: 'admin.audit', needs: 'audit.read' },
] as const;

/** Title and the links of the four parts. What a role may not do, the server refuses; here it is not offered. */
export function AdminFrame({ children }: { children: ReactNode }) {
  const t = useT();
  const pathname = usePathname();
  const { can, user } = useSession();
  const open = PARTS.filter((p) => can(p.needs));
  return (
    <Page>
      <PageHeader title={t('admin.title')} />
      {open.length === 0 ? (
        <EmptyState icon={Lock} title={t('admin.closed')}>{t('admin.closedBody', { role: t(`admin.role.${user?.role}` as MessageKey) })}</EmptyState>
      ) : (
        <>
          <nav aria-label={t('admin.tabs')} className="scroll-thin mb-5 flex gap-4 overflow-x-auto overflow-y-hidden border-b">
            {open.map((p) => (
              <Link key={p.href} href={p.href} aria-current={pathname === p.href ? 'page' : undefined} className={cn('-mb-px flex h-9 shrink-0 items-center border-b-2 text-sm font-medium -outline-offset-2', pathname === p.href ? 'border-accent text-fg' : 'border-transparent text-muted hover:text-fg')}>
                {t(p.label)}
              </Link>
            ))}
          </nav>
          {children}
        </>
      )}
    </Page>
  );
}

/** One sentence on what this part is for, and its action. */
export const PartHead = ({ lead, action }: { lead: string; action?: ReactNode }) => (
  <div className="mb-4 flex flex-wrap items-center justify-between gap-3">
    <p className="max-w-2xl text-sm text-muted">{lead}</p>
    {action}
  </div>
);
