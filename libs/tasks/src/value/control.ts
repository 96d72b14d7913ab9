import type { ValueParams } from './params';

/** Trees few and small enough to train in a second or two, and able to use whatever the split or the view lets through. */
export const controlParams = (params: ValueParams): ValueParams => ({
  ...params, model: 'gbdt', loss: 'auto', tweediePower: 1.5, history: '', keepTotal: false, refit: false, baselines: false, trees: 60, treeRate: 0.1, leaves: 15, minLeafRows: 20, rowShare: 1, columnShare: 1, lambda: 1, treePatience: 0, bootstrapReplicates: 0, importanceRepeats: 0, checkpointSeconds: 3600,
});
