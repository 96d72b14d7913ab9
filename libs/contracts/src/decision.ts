import { z } from 'zod';
import { localizedSchema } from './figure';

/**
 * The pages of the console for the person who acts. The set is closed, like the marks of figures, and names pages, not families:
 * `scores` ranks whatever was scored; the others ask the model what its family's `asks` say.
 */
export const DECISION_PAGES = ['scores', 'recommendations', 'stock'] as const;

/** Where a family's decisions are made, in the words of those who make them. */
export const decisionPageSchema = z.object({ page: z.enum(DECISION_PAGES), title: localizedSchema, description: localizedSchema });
export type DecisionPage = z.infer<typeof decisionPageSchema>;
