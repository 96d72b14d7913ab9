import { z } from 'zod';
import { apiKeyIdSchema, projectIdSchema, userIdSchema } from './ids';

export const ROLES = ['viewer', 'operator', 'admin', 'service'] as const;
export const roleSchema = z.enum(ROLES);
export type Role = z.infer<typeof roleSchema>;

/** What a procedure can ask for. A procedure without one does not compile (libs/api/src/procedure.ts). */
export const PERMISSIONS = [
  'project.read', 'project.manage',
  'dataset.read', 'dataset.write', 'dataset.delete', 'event.write',
  'run.read', 'run.write', 'leak.accept',
  'model.read', 'model.register', 'model.promote', 'model.override', 'model.policy',
  'prediction.create', 'prediction.read',
  'outcome.write', 'outcome.read',
  'monitoring.read', 'lineage.read',
  'audit.read', 'user.manage', 'key.manage',
] as const;
export const permissionSchema = z.enum(PERMISSIONS);
export type Permission = z.infer<typeof permissionSchema>;

const READ: Permission[] = ['project.read', 'dataset.read', 'run.read', 'model.read', 'prediction.read', 'outcome.read', 'monitoring.read', 'lineage.read'];
const OPERATE: Permission[] = [...READ, 'dataset.write', 'dataset.delete', 'event.write', 'run.write', 'leak.accept', 'model.register', 'model.promote', 'prediction.create', 'outcome.write'];

/** The flat, auditable table: role -> permissions. A service has only those of its key's scopes that stand here. */
export const ROLE_PERMISSIONS: Record<Role, readonly Permission[]> = {
  viewer: READ,
  operator: OPERATE,
  admin: PERMISSIONS,
  service: [...READ, 'dataset.write', 'event.write', 'run.write', 'prediction.create', 'outcome.write'],
};

/** Scopes that an API key may carry. */
export const KEY_SCOPES = ROLE_PERMISSIONS.service;

/** Who asks, in which project. Made once a request, never from anything the caller wrote. */
export type Actor = {
  kind: 'user' | 'key' | 'system';
  id: string;
  name: string;
  role: Role;
  permissions: readonly Permission[];
};

export const projectSchema = z.object({
  id: projectIdSchema,
  slug: z.string(),
  name: z.string(),
  currency: z.string().length(3),
  timeZone: z.string(),
  createdAt: z.date(),
});
export type Project = z.infer<typeof projectSchema>;

export const userSchema = z.object({ id: userIdSchema, email: z.string(), name: z.string(), role: roleSchema, disabled: z.boolean(), createdAt: z.date(), lastSeenAt: z.date().nullable() });
export type User = z.infer<typeof userSchema>;

export const apiKeySchema = z.object({
  id: apiKeyIdSchema,
  projectId: projectIdSchema,
  name: z.string(),
  prefix: z.string(),
  scopes: z.array(permissionSchema),
  createdBy: z.string(),
  createdAt: z.date(),
  expiresAt: z.date().nullable(),
  lastUsedAt: z.date().nullable(),
  revokedAt: z.date().nullable(),
});
export type ApiKey = z.infer<typeof apiKeySchema>;

export const auditEntrySchema = z.object({
  id: z.string(),
  at: z.date(),
  actorKind: z.string(),
  actorId: z.string(),
  actorName: z.string(),
  actorRole: z.string(),
  action: z.string(),
  objectType: z.string(),
  objectId: z.string(),
  objectName: z.string().nullable(),
  before: z.unknown(),
  after: z.unknown(),
});
export type AuditEntry = z.infer<typeof auditEntrySchema>;
