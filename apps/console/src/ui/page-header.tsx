'use client';

import { ChevronRight } from 'lucide-react';
import Link from 'next/link';
import { Fragment, type ReactNode } from 'react';

export type Crumb = { label: ReactNode; href?: string };

/** Where this page stands, with the real names of the objects above it. */
export function Breadcrumbs({ crumbs, label }: { crumbs: readonly Crumb[]; label: string }) {
  return (
    <nav aria-label={label}>
      <ol className="flex min-w-0 flex-wrap items-center gap-1 text-xs text-subtle">
        {crumbs.map((c, i) => (
          <Fragment key={i}>
            {i > 0 && <ChevronRight aria-hidden className="size-3 shrink-0" />}
            <li className="min-w-0 max-w-64 truncate">
              {c.href ? (
                <Link href={c.href} className="hover:text-fg hover:underline">
                  {c.label}
                </Link>
              ) : (
                <span aria-current="page">{c.label}</span>
              )}
            </li>
          </Fragment>
        ))}
      </ol>
    </nav>
  );
}

/** Breadcrumbs, the page's one h1, what it is, and its main actions. */
export function PageHeader({ title, crumbs, meta, actions, description }: { title: ReactNode; crumbs?: readonly Crumb[]; /** badges and facts beside the title */ meta?: ReactNode; actions?: ReactNode; description?: ReactNode }) {
  return (
    <header className="mb-4 space-y-1">
      {crumbs && crumbs.length > 0 && <Breadcrumbs crumbs={crumbs} label="Breadcrumbs" />}
      <div className="flex flex-wrap items-start gap-x-4 gap-y-2">
        <div className="min-w-0 grow basis-64 space-y-1">
          <div className="flex min-h-8 flex-wrap items-center gap-x-3 gap-y-1">
            <h1 className="min-w-0 text-xl font-semibold break-words [overflow-wrap:anywhere]">{title}</h1>
            {meta}
          </div>
          {description && <p className="max-w-3xl text-sm text-muted">{description}</p>}
        </div>
        {actions && <div className="flex flex-wrap items-center gap-2">{actions}</div>}
      </div>
    </header>
  );
}

/** The page's own frame: every feature page renders its content in one. */
export const Page = ({ children, wide }: { children: ReactNode; /** no maximum width: tables */ wide?: boolean }) => <div className={wide ? 'px-4 py-5 sm:px-6' : 'mx-auto max-w-7xl px-4 py-5 sm:px-6'}>{children}</div>;
