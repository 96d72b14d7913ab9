import type { ColumnRole, ColumnRoles } from '@bellwether/contracts';
import type { ValidationIssue } from './task-family';

const WHAT: Partial<Record<ColumnRole, string>> = { id: 'says whom the row is about', item: 'says what was bought or seen', time: 'says when it happened', target: 'says what happened', quantity: 'says how many', price: 'says at what price', event: 'says what was done' };

/** Roles that a family needs and the data do not name, each as a refusal that says how to mend it. */
export function missingRoles(roles: ColumnRoles, needs: readonly ColumnRole[]): ValidationIssue[] {
  const given = new Set(Object.values(roles));
  return needs.filter((role) => !given.has(role)).map((role) => ({
    path: 'roles', code: role === 'target' ? 'TARGET_MISSING' : 'ROLE_MISSING', message: `expected a column with the role ${role}, received none`, fix: `give the role ${role} to the column that ${WHAT[role] ?? 'holds it'}`,
  }));
}
