'use client';

import { Check, type LucideIcon } from 'lucide-react';
import { DropdownMenu as Radix } from 'radix-ui';
import { Fragment, type ReactNode } from 'react';
import { cn } from './cn';

export type MenuItem =
  | { kind?: 'item'; key: string; label: ReactNode; icon?: LucideIcon; onSelect: () => void; danger?: boolean; disabled?: boolean; /** why it is disabled, or what it does */ hint?: string; shortcut?: string }
  | { kind: 'check'; key: string; label: ReactNode; checked: boolean; onSelect: () => void; disabled?: boolean; /** keep the menu open */ stay?: boolean }
  | { kind: 'separator'; key: string }
  | { kind: 'heading'; key: string; label: ReactNode };

const itemClass = 'flex min-h-7 cursor-pointer select-none items-center gap-2 rounded-sm px-2 py-1 text-sm outline-none data-[disabled]:cursor-not-allowed data-[disabled]:opacity-50 data-[highlighted]:bg-hover [&_svg]:size-4 [&_svg]:shrink-0';

function Entry({ item }: { item: MenuItem }) {
  if (item.kind === 'separator') return <Radix.Separator className="my-1 h-px bg-line" />;
  if (item.kind === 'heading') return <Radix.Label className="max-w-64 px-2 py-1 text-xs text-subtle">{item.label}</Radix.Label>;
  if (item.kind === 'check') {
    return (
      <Radix.CheckboxItem checked={item.checked} disabled={item.disabled} onCheckedChange={item.onSelect} onSelect={(e) => item.stay && e.preventDefault()} className={cn(itemClass, 'pl-7')}>
        <Radix.ItemIndicator className="absolute left-2">
          <Check aria-hidden />
        </Radix.ItemIndicator>
        {item.label}
      </Radix.CheckboxItem>
    );
  }
  const Icon = item.icon;
  return (
    <Radix.Item disabled={item.disabled} onSelect={item.onSelect} className={cn(itemClass, item.danger && 'text-bad')}>
      {Icon && <Icon aria-hidden className={item.danger ? undefined : 'text-subtle'} />}
      <span className="min-w-0 flex-1">
        <span className="block truncate">{item.label}</span>
        {item.hint && <span className="block max-w-60 whitespace-normal text-xs text-subtle">{item.hint}</span>}
      </span>
      {item.shortcut && <kbd className="font-sans text-xs text-subtle">{item.shortcut}</kbd>}
    </Radix.Item>
  );
}

/** A dropdown of actions. `trigger` is a Button or an IconButton (give that `noTooltip`). */
export function Menu({ trigger, items, align = 'end', side = 'bottom', className }: { trigger: ReactNode; items: MenuItem[]; align?: 'start' | 'end'; side?: 'top' | 'bottom' | 'right'; className?: string }) {
  return (
    <Radix.Root modal={false}>
      <Radix.Trigger asChild>{trigger}</Radix.Trigger>
      <Radix.Portal>
        <Radix.Content align={align} side={side} sideOffset={4} collisionPadding={8} className={cn('motion-fade scroll-thin z-50 max-h-[min(28rem,var(--radix-dropdown-menu-content-available-height))] min-w-44 overflow-y-auto rounded-lg bg-raised p-1 shadow-raised', className)}>
          {items.map((item) => (
            <Fragment key={item.key}>
              <Entry item={item} />
            </Fragment>
          ))}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}
