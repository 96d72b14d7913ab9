import { getProject } from '@bellwether/lineage';
import { procedure } from '../procedure';

/** The shop that this request works in. */
export const currentProject = procedure({ permission: 'project.read', summary: 'The project of this request' }).query(({ ctx }) => getProject(ctx.deps.db, ctx.projectId));
