import { describeFamilyContract } from '../testing/family-contract';
import { exampleCounts } from '../testing/example-counts';
import { valueFamily } from '.';

const QUICK = { bootstrapReplicates: 100, importanceRepeats: 1, checkpointSeconds: 0 };
const counts = (options: { shuffledLabels: boolean }) => exampleCounts({ ...options, rows: 900 });

describeFamilyContract({ family: valueFamily, label: 'boosted trees', example: counts, reaches: 0.08, chance: 0, params: { ...QUICK, model: 'gbdt', trees: 40, treeRate: 0.1, leaves: 5, minLeafRows: 20 } });
