'use client';

import { Command } from 'cmdk';
import type { LucideIcon } from 'lucide-react';
import type { ReactNode } from 'react';

/** A titled part of the palette. */
export const PaletteGroup = ({ heading, children }: { heading: string; children: ReactNode }) => (
  <Command.Group heading={heading} className="mb-1 [&_[cmdk-group-heading]]:px-2 [&_[cmdk-group-heading]]:py-1 [&_[cmdk-group-heading]]:text-xs [&_[cmdk-group-heading]]:text-subtle">
    {children}
  </Command.Group>
);

/** One line of the palette. `id` keeps two objects of one name apart. */
export function PaletteItem({ icon: Icon, label, id, hint, keywords, onSelect }: { icon: LucideIcon; label: string; id?: string; hint?: ReactNode; keywords?: string[]; onSelect: () => void }) {
  return (
    <Command.Item value={id ?? label} keywords={[label, ...(keywords ?? [])]} onSelect={onSelect} className="flex h-9 cursor-pointer items-center gap-3 rounded-md px-2 text-sm data-[selected=true]:bg-hover">
      <Icon aria-hidden className="size-4 shrink-0 text-subtle" />
      <span className="min-w-0 flex-1 truncate">{label}</span>
      {hint && <span className="max-w-48 shrink-0 truncate text-xs text-subtle">{hint}</span>}
    </Command.Item>
  );
}
