import { admin } from './admin';
import { auth } from './auth';
import { datasets } from './datasets';
import { errors } from './errors';
import { eventSources } from './event-sources';
import { events } from './events';
import { figures } from './figures';
import { forms } from './forms';
import { home } from './home';
import { compare } from './compare';
import { experiments } from './experiments';
import { filter } from './filter';
import { launch } from './launch';
import { ledger } from './ledger';
import { models } from './models';
import { recommend } from './recommend';
import { runs } from './runs';
import { search } from './search';
import { shell } from './shell';
import { stock } from './stock';
import { trace } from './trace';
import { tasks } from './tasks';
import { features } from './features';
import { ui } from './ui';

/** One line a noun: src/i18n/en/<noun>.ts and src/i18n/zh/<noun>.ts have the same keys (dictionaries.test.ts). */
export const en = {
  admin,
  auth,
  datasets,
  errors,
  events: { ...events, ...eventSources },
  figures,
  forms,
  home,
  compare,
  experiments,
  filter,
  launch,
  ledger,
  models,
  recommend,
  runs,
  search,
  shell,
  stock,
  trace,
  tasks,
  features,
  ui,
};
