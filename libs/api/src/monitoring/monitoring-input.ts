import { modelIdSchema } from '@bellwether/contracts';
import { z } from 'zod';

const DAY_MS = 86_400_000;

export const daysSchema = z.number().int().min(1).max(3650).default(90);
export const modelSpanSchema = z.object({ modelId: modelIdSchema, days: daysSchema });
export const since = (now: Date, days: number): Date => new Date(now.getTime() - days * DAY_MS);
