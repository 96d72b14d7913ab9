import { router } from '../trpc';
import { createUserProcedure } from './create-user';
import { currentUser } from './current-user';
import { endSessionsProcedure } from './end-sessions';
import { listUsersProcedure } from './list-users';
import { setPassword } from './set-password';
import { updateUserProcedure } from './update-user';

export const userRouter = router({ me: currentUser, list: listUsersProcedure, create: createUserProcedure, update: updateUserProcedure, setPassword, endSessions: endSessionsProcedure });
