import { exampleSessions } from '../testing/example-table';
import { recordTraining } from '../testing/recorded-training';
import { describeFamilyContract } from '../testing/family-contract';
import { propensityFamily } from '.';

/** Wide networks learn enough from fewer rows. */
const few = (options: { shuffledLabels: boolean }) => exampleSessions({ ...options, rows: 500 });
const QUICK = { bootstrapReplicates: 200, importanceRepeats: 1, checkpointSeconds: 0 };

describeFamilyContract({ family: propensityFamily, label: 'logistic', params: { ...QUICK, model: 'logistic', epochs: 8, learningRate: 0.02, batchSize: 64 } });
describeFamilyContract({ family: propensityFamily, label: 'MLP', params: { ...QUICK, model: 'mlp', layers: 1, units: 16, epochs: 8, learningRate: 0.01, batchSize: 64, classWeights: 'balanced' } });
describeFamilyContract({ family: propensityFamily, label: 'trees', params: { ...QUICK, model: 'gbdt', trees: 60, treeRate: 0.1, leaves: 7 } });
describeFamilyContract({ family: propensityFamily, label: 'bagged trees, calibrated', params: { ...QUICK, model: 'gbdt', trees: 30, treeRate: 0.2, leaves: 7, bags: 3, calibration: 'beta' } });
test('trees that may only rise in a column never score lower as it rises; schedules, clipping and averaged weights train', async () => {
  const lean = { ...QUICK, bootstrapReplicates: 0, importanceRepeats: 0 };
  const { model } = await recordTraining(propensityFamily, exampleSessions(), { params: { ...lean, model: 'gbdt', trees: 40, treeRate: 0.2, leaves: 7, rising: ['noise'], falling: ['minutes'], lambdaL1: 0.1 } });
  const predictor = await propensityFamily.load(model.artifact);
  const along = async (name: string) => (await predictor.predictRows(Array.from({ length: 30 }, (_, i) => ({ pages: 8, minutes: 10, noise: 0.5, channel: 'mail', [name]: name === 'noise' ? i / 10 - 1 : i * 2 })))).map((r) => r.score);
  const [rising, falling] = [await along('noise'), await along('minutes')];
  predictor.dispose();
  expect(rising).toEqual([...rising].sort((a, b) => a - b));
  expect(falling).toEqual([...falling].sort((a, b) => b - a));
  for (const schedule of ['one-cycle', 'coslog4', 'flat-cos', 'plateau']) {
    const params = { ...lean, model: 'logistic', epochs: 3, batchSize: 64, optimizer: 'nesterov', learningRate: 0.05, schedule, scheduleEvery: 1, warmup: 0.1, clipNorm: 1, averageDecay: 0.9 };
    expect((await recordTraining(propensityFamily, exampleSessions(), { params })).model.metrics.auc!.value).toBeGreaterThan(0.6);
  }
});

describeFamilyContract({ family: propensityFamily, label: 'RealMLP', example: few, params: { ...QUICK, model: 'realmlp', recipeEpochs: 6 } });
describeFamilyContract({ family: propensityFamily, label: 'TabM', example: few, params: { ...QUICK, model: 'tabm', recipeEpochs: 3 } });
