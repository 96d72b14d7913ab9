import { exampleSessions } from '../testing/example-table';
import { describeFamilyContract } from '../testing/family-contract';
import { propensityFamily } from '.';

/** Wide networks learn enough from fewer rows. */
const few = (options: { shuffledLabels: boolean }) => exampleSessions({ ...options, rows: 500 });
const QUICK = { bootstrapReplicates: 200, importanceRepeats: 1, checkpointSeconds: 0 };

describeFamilyContract({ family: propensityFamily, label: 'logistic', params: { ...QUICK, model: 'logistic', epochs: 8, learningRate: 0.02, batchSize: 64 } });
describeFamilyContract({ family: propensityFamily, label: 'MLP', params: { ...QUICK, model: 'mlp', layers: 1, units: 16, epochs: 8, learningRate: 0.01, batchSize: 64, classWeights: 'balanced' } });
describeFamilyContract({ family: propensityFamily, label: 'trees', params: { ...QUICK, model: 'gbdt', trees: 60, treeRate: 0.1, leaves: 7 } });
describeFamilyContract({ family: propensityFamily, label: 'bagged trees, calibrated', params: { ...QUICK, model: 'gbdt', trees: 30, treeRate: 0.2, leaves: 7, bags: 3, calibration: 'beta' } });
describeFamilyContract({ family: propensityFamily, label: 'RealMLP', example: few, params: { ...QUICK, model: 'realmlp', recipeEpochs: 6 } });
describeFamilyContract({ family: propensityFamily, label: 'TabM', example: few, params: { ...QUICK, model: 'tabm', recipeEpochs: 3 } });
