import { z } from 'zod';

export const itemFactsSchema = z.object({ item: z.string(), name: z.string().nullable(), categories: z.array(z.string()), price: z.number().nullable(), count: z.number().describe('Events in what was learnt from') });
export type ItemFacts = z.infer<typeof itemFactsSchema>;

export const modelShape = { model: z.string().min(1).max(200).describe('Name of the model') };
