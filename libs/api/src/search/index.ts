import { router } from '../trpc';
import { extendSearchProcedure } from './extend-search';
import { getSearchProcedure } from './get-search';
import { listSearchesProcedure } from './list-searches';
import { searchOptionsProcedure } from './search-options';
import { startSearchProcedure } from './start-search';
import { stopSearchProcedure } from './stop-search';

export const searchRouter = router({
  options: searchOptionsProcedure,
  start: startSearchProcedure,
  list: listSearchesProcedure,
  get: getSearchProcedure,
  stop: stopSearchProcedure,
  extend: extendSearchProcedure,
});
