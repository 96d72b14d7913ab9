import type { Localized, MetricSpec } from '@bellwether/contracts';
import { familyRegistry, type FamilyTraits } from '@bellwether/tasks';
import { z } from 'zod';
import { alikeFamilies } from './register-model';

/** A family as the console needs it: enough to build forms, tables and gates without knowing its name. */
export type FamilyDescription = {
  id: string;
  title: Localized;
  description: Localized;
  traits: FamilyTraits;
  metrics: readonly MetricSpec[];
  /** questions that its models answer beyond scoring rows */
  asks: string[];
  /** JSON Schema (draft 2020-12) of the parameters, with defaults and our own keywords for titles and groups */
  schema: Record<string, unknown>;
  defaults: Record<string, unknown>;
  /** its models are brought in as files: no launch form offers it */
  imports: boolean;
  /** other families of whose models a run can become a version */
  alike: string[];
  presets: readonly { id: string; title: Localized; description: Localized; params: Record<string, unknown> }[];
};

const described = new Map<string, FamilyDescription>();

/** Every family of this build. Schemas are made once: they do not change while the process lives. */
export function describeFamilies(): FamilyDescription[] {
  return familyRegistry.list().map((family) => {
    const known = described.get(family.id);
    if (known) return known;
    const made: FamilyDescription = {
      id: family.id, title: family.title, description: family.description, traits: family.traits, metrics: family.metrics, asks: Object.keys(family.asks ?? {}),
      schema: z.toJSONSchema(family.params, { io: 'input', unrepresentable: 'any' }) as Record<string, unknown>,
      defaults: (family.params.safeParse({}).data ?? {}) as Record<string, unknown>,
      presets: family.presets, imports: family.imports !== undefined, alike: alikeFamilies(family.id),
    };
    described.set(family.id, made);
    return made;
  });
}
