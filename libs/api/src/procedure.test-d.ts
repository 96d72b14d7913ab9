// Checked by `tsc`: these lines are errors, or this file does not compile.
import { instanceProcedure, procedure, publicProcedure } from './procedure';

procedure({ permission: 'run.read' });
instanceProcedure({ permission: 'user.manage' });
publicProcedure({ summary: 'listed in router.test.ts' });
// @ts-expect-error a procedure without a permission
procedure({});
// @ts-expect-error a procedure without a permission
procedure();
// @ts-expect-error a permission that the table does not know
procedure({ permission: 'run.anything' });
// @ts-expect-error the same for the instance
instanceProcedure({ summary: 'no permission' });
