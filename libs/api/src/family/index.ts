import { router } from '../trpc';
import { listFamilies } from './list-families';

export const familyRouter = router({ list: listFamilies });
