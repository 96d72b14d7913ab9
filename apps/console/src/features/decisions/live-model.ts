import type { RouterOutputs } from '@bellwether/api';

/** A model that is in use, as its decision page is given it. */
export type LiveModel = RouterOutputs['model']['list'][number];
