import { AppError, PERMISSIONS, type Actor, type ProjectId } from '@bellwether/contracts';

/**
 * Who asks, and in which project. Every command and query takes one, and puts `scope.projectId` into its WHERE:
 * `prisma.run.findFirst({ where: { id, projectId: scope.projectId } })`. An id of another project is then simply not there.
 */
export type Scope = { projectId: ProjectId; actor: Actor };

/** The product itself: first start, worker, reaper. */
export const SYSTEM_ACTOR: Actor = { kind: 'system', id: 'system', name: 'Bellwether', role: 'admin', permissions: PERMISSIONS };

/** The same answer for what never was and for what belongs to another project. */
export const notFound = (noun: string, id: string): AppError =>
  new AppError({ code: 'NOT_FOUND', message: `No ${noun} ${JSON.stringify(String(id).slice(0, 80))} in this project.`, fix: `Check the id, and that the right project is chosen.`, context: { noun } });

/** `found(await prisma.run.findFirst(...), 'run', id)` @throws AppError NOT_FOUND */
export function found<T>(row: T | null | undefined, noun: string, id: string): T {
  if (row === null || row === undefined) throw notFound(noun, id);
  return row;
}
