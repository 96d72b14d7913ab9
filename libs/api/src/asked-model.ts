import { z } from 'zod';

/** Which model a question goes to. */
export const modelNameShape = {
  model: z.string().min(1).max(200).describe('Name of the model'),
  alias: z.string().max(50).optional().describe('champion when left out'),
};

/** Which version answered, and how long it took. */
export const servedShape = { model: z.string(), version: z.number(), latencyMs: z.number().describe('Time the model took, in milliseconds') };
