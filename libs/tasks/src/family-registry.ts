import { AppError } from '@bellwether/contracts';
import { forecastFamily } from './forecast';
import { outsideFamily } from './outside';
import { propensityFamily } from './propensity';
import { recommendationFamily } from './recommendation';
import type { TaskFamily } from './task-family';
import { valueFamily } from './value';

/** A family whose parameter type is its own secret: shared code hands it back what its own schema parsed. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- parameters are contravariant in the contract; `unknown` would accept no family at all
export type AnyTaskFamily = TaskFamily<any>;

export interface FamilyRegistry {
  list(): readonly AnyTaskFamily[];
  /** @throws AppError NOT_FOUND listing what there is */
  get(id: string): AnyTaskFamily;
  /** Adds a family, for tests and embedders. @returns a function that takes it out again */
  register(family: AnyTaskFamily): () => void;
}

export function createFamilyRegistry(initial: readonly AnyTaskFamily[]): FamilyRegistry {
  const families = new Map(initial.map((family) => [family.id, family]));
  return {
    list: () => [...families.values()],
    get(id) {
      const family = families.get(id);
      if (family !== undefined) return family;
      throw new AppError({ code: 'NOT_FOUND', message: `expected a task family (${[...families.keys()].join(', ')}), received ${JSON.stringify(id)}`, fix: 'choose one of the listed families' });
    },
    register(family) {
      const before = families.get(family.id);
      families.set(family.id, family);
      return () => {
        if (before === undefined) families.delete(family.id);
        else families.set(family.id, before);
      };
    },
  };
}

/** Every family that this build knows. */
export const familyRegistry: FamilyRegistry = createFamilyRegistry([propensityFamily, recommendationFamily, forecastFamily, valueFamily, outsideFamily]);
