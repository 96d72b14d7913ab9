'use client';

import type { Role } from '@bellwether/contracts';
import { useT } from '../../../i18n';
import { cn } from '../../../ui';

export const PERSON_ROLES = ['viewer', 'operator', 'admin'] as const satisfies readonly Role[];
export type PersonRole = (typeof PERSON_ROLES)[number];

/** The three roles with what each may do: a choice nobody should have to look up. */
export function RoleChoice({ value, onChange }: { value: PersonRole; onChange: (role: PersonRole) => void }) {
  const t = useT();
  return (
    <fieldset className="space-y-1">
      <legend className="text-sm font-medium">{t('admin.role')}</legend>
      <div className="divide-y rounded-md border">
        {PERSON_ROLES.map((role) => (
          <label key={role} className={cn('flex cursor-pointer gap-3 p-3 text-sm first:rounded-t-md last:rounded-b-md', value === role ? 'bg-selected' : 'hover:bg-hover')}>
            <input type="radio" name="role" value={role} checked={value === role} onChange={() => onChange(role)} className="mt-0.5 size-4 accent-accent" />
            <span>
              <span className="font-medium">{t(`admin.role.${role}`)}</span>
              <span className="block text-xs text-muted">{t(`admin.role.${role}.help`)}</span>
            </span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}
