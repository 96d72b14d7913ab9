import { experimentIdSchema, runGroupIdSchema, runIdSchema } from '@bellwether/contracts';
import { z } from 'zod';

export const runSelectionSchema = z.object({
  filter: z.string().max(4000).default('').describe('Run query, for example: metrics.auc > 0.9 and tags.team = "crm"'),
  experimentId: experimentIdSchema.optional(),
  groupId: runGroupIdSchema.optional(),
  runIds: z.array(runIdSchema).max(1000).optional(),
  archived: z.enum(['hide', 'only', 'all']).default('hide'),
});

export const runSortSchema = z.array(z.object({ field: z.string().min(1).max(300), descending: z.boolean().default(false) })).max(4).default([{ field: 'number', descending: true }]);

export const tagSchema = z.string().trim().min(1).max(100);
export const labelsSchema = z.record(z.string().trim().min(1).max(100), z.string().max(500));
export const runIdsSchema = z.array(runIdSchema).min(1).max(500);
