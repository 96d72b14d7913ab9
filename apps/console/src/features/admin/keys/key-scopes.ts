import { KEY_SCOPES, type Permission } from '@bellwether/contracts';

/** What services usually need. */
export const PRESETS: Record<'predict' | 'data' | 'read', readonly Permission[]> = {
  predict: ['project.read', 'model.read', 'prediction.create', 'prediction.read', 'outcome.write'],
  data: ['project.read', 'dataset.read', 'dataset.write', 'event.write'],
  read: KEY_SCOPES.filter((scope) => scope.endsWith('.read')),
};

/** Scopes by noun, in the order of the contract. */
export function scopesByNoun(): { noun: string; scopes: Permission[] }[] {
  const nouns = new Map<string, Permission[]>();
  for (const scope of KEY_SCOPES) {
    const noun = scope.split('.')[0]!;
    nouns.set(noun, [...(nouns.get(noun) ?? []), scope]);
  }
  return [...nouns].map(([noun, scopes]) => ({ noun, scopes }));
}
