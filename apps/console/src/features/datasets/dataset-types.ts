import type { RouterOutputs } from '@bellwether/api';

export type DatasetListRow = RouterOutputs['dataset']['list']['rows'][number];
export type DatasetDetail = RouterOutputs['dataset']['get'];
export type VersionDetail = RouterOutputs['dataset']['version'];
