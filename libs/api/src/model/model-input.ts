import { ALIAS_PATTERN } from '@bellwether/contracts';
import { z } from 'zod';

export const modelNameSchema = z.string().trim().min(1, 'expected a name').max(200);
export const aliasSchema = z.string().regex(ALIAS_PATTERN, 'expected small letters, digits and hyphens, beginning with a letter, at most 50');
export const reasonSchema = z.string().trim().max(2000).default('').describe('Kept in the history');
