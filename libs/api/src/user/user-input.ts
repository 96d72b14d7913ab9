import { z } from 'zod';

export const userRoleSchema = z.enum(['viewer', 'operator', 'admin']);
/** Its strength is judged by the server, with a reason. */
export const newPasswordSchema = z.string().min(1).max(512);
export const personSchema = z.object({ name: z.string().trim().min(1, 'expected a name').max(100), email: z.email('expected an e-mail address').max(254) });
export const userTargetSchema = z.object({ id: z.string().min(1).max(64) });
