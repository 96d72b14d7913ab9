import path from 'node:path';
import type { Sample } from '@bellwether/pipeline';

/** samples/online-shoppers/SOURCE.md has the source and the licence in full. */
export const ONLINE_SHOPPERS: Sample = {
  file: path.resolve(import.meta.dirname, '../../../samples/online-shoppers/online_shoppers_intention.csv.gz'),
  name: 'Online shoppers',
  description: '12,330 sessions of an online shop over one year; Revenue says whether the session ended in a purchase.',
  source: 'UCI Machine Learning Repository 468; Sakar, Polat, Katircioglu, Kastro, Neural Computing and Applications 31 (2019)',
  licence: 'CC BY 4.0',
  experiment: 'Will this session buy?',
  leak: 'PageValues',
};
