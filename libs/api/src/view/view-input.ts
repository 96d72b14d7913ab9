import { z } from 'zod';

export const viewPageSchema = z.string().regex(/^[a-z][a-z0-9-]{0,49}$/).describe('The page that the view belongs to, for example runs');

/** What a page keeps is its own business, but not without bound. @unit characters of JSON */
const MAX_STATE = 20_000;
export const viewStateSchema = z.record(z.string(), z.unknown()).refine((state) => JSON.stringify(state).length <= MAX_STATE, `expected at most ${MAX_STATE} characters of JSON`);
