import path from 'node:path';
import { AppError } from '@bellwether/contracts';
import { importModule } from '@bellwether/features';
import { familyRegistry, type AnyTaskFamily } from '@bellwether/tasks';

/**
 * Task families from outside this repository, named in BELLWETHER_FAMILIES: modules whose exports are families.
 * @throws AppError CONFIG_INVALID
 */
export async function loadFamilyModules(files: readonly string[]): Promise<void> {
  for (const file of files) {
    const module = await importModule(path.resolve(file)).catch((cause) => {
      throw new AppError({ code: 'CONFIG_INVALID', message: `BELLWETHER_FAMILIES names ${file}, which cannot be loaded: ${(cause as Error).message}`, fix: 'Give the path of a module that exports a task family.', cause });
    });
    const families = Object.values(module).filter(isFamily);
    if (families.length === 0) throw new AppError({ code: 'CONFIG_INVALID', message: `BELLWETHER_FAMILIES names ${file}, which exports no task family.`, fix: 'Export an object that implements TaskFamily.' });
    for (const family of families) familyRegistry.register(family);
  }
}

const isFamily = (v: unknown): v is AnyTaskFamily => typeof v === 'object' && v !== null && typeof (v as AnyTaskFamily).id === 'string' && typeof (v as AnyTaskFamily).train === 'function';
