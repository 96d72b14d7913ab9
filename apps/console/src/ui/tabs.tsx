'use client';

import { Tabs as Radix } from 'radix-ui';
import type { ReactNode } from 'react';
import { cn } from './cn';
import { useUrlState } from './url-state';

export type Tab<K extends string = string> = { key: K; label: ReactNode; /** a count or a mark after the label */ badge?: ReactNode; content: ReactNode; hidden?: boolean };

// Radix focuses a pressed tab by itself, and browsers draw a ring around what a program focuses: after a pointer there is none until a key is used.
const pressed = (on: boolean) => (e: { currentTarget: HTMLElement }) => void e.currentTarget.toggleAttribute('data-pressed', on);
const RING_FOR_KEYS = { onPointerDown: pressed(true), onKeyDown: pressed(false), onBlur: pressed(false) };

/**
 * Tabs whose choice lives in the URL (`?tab=`; give `param` for a second set on one page).
 * Only the open tab's content is mounted.
 */
export function Tabs<K extends string>({ tabs, label, param = 'tab', className }: { tabs: readonly Tab<K>[]; label: string; param?: string; className?: string }) {
  const shown = tabs.filter((tab) => !tab.hidden);
  const [wanted, setWanted] = useUrlState(param, shown[0]?.key ?? '');
  const current = shown.some((tab) => tab.key === wanted) ? wanted : (shown[0]?.key ?? '');
  return (
    <Radix.Root value={current} onValueChange={setWanted} activationMode="manual" className={className}>
      <Radix.List aria-label={label} className="scroll-thin -mb-px flex gap-4 overflow-x-auto overflow-y-hidden border-b">
        {shown.map((tab) => (
          <Radix.Trigger key={tab.key} value={tab.key} {...RING_FOR_KEYS} className="flex h-9 shrink-0 items-center gap-1.5 border-b-2 border-transparent text-sm font-medium text-muted -outline-offset-2 hover:text-fg data-[pressed]:outline-none data-[state=active]:border-accent data-[state=active]:text-fg">
            {tab.label}
            {tab.badge !== undefined && tab.badge !== null && <span className="tabular rounded-full bg-sunken px-1.5 text-2xs text-muted">{tab.badge}</span>}
          </Radix.Trigger>
        ))}
      </Radix.List>
      {shown.map((tab) => (
        <Radix.Content key={tab.key} value={tab.key} tabIndex={-1} className={cn('pt-4 outline-none')}>
          {tab.content}
        </Radix.Content>
      ))}
    </Radix.Root>
  );
}
