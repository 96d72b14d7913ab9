import type { z } from 'zod';

export type ParamGroups = Record<string, { group: string; groupZh: string }>;
export type ParamMeta<G extends string> = { group: G; order: number; title: [en: string, zh: string]; help: [en: string, zh: string]; unit?: string; advanced?: boolean; visibleIf?: Record<string, unknown>; /** false: no search may touch it; `first`: proposed before the reader chooses */ search?: false | { low?: number; high?: number; log?: boolean; step?: number; first?: boolean }; options?: Record<string, [en: string, zh: string]> };

/** Writes titles, help and groups into a schema: they reach the launch form through its JSON Schema. */
export const describeParams = <G extends ParamGroups>(groups: G) =>
  <S extends z.ZodType>(schema: S, { group, title, help, options, ...rest }: ParamMeta<Extract<keyof G, string>>): S =>
    schema.meta({
      ...groups[group]!, title: title[0], titleZh: title[1], description: help[0], descriptionZh: help[1], ...rest,
      ...(options === undefined ? {} : { options: wordsOf(options, 0), optionsZh: wordsOf(options, 1) }),
    });

const wordsOf = (options: Record<string, [string, string]>, language: 0 | 1): Record<string, string> => Object.fromEntries(Object.entries(options).map(([value, words]) => [value, words[language]]));
