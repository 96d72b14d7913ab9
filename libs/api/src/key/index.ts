import { router } from '../trpc';
import { createKey } from './create-key';
import { listKeys } from './list-keys';
import { revokeKey } from './revoke-key';

export const keyRouter = router({ list: listKeys, create: createKey, revoke: revokeKey });
