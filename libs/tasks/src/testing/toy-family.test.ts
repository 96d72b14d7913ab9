import { describeFamilyContract } from './family-contract';
import { exampleSessions } from './example-table';
import { recordTraining } from './recorded-training';
import { toyFamily } from './toy-family';

describeFamilyContract({ family: toyFamily, params: { steps: 60, checkpointEvery: 10, learningRate: 1 } });

test('the toy family fails on purpose, with a code and a fix', async () => {
  await expect(recordTraining(toyFamily, exampleSessions(), { params: { failAtStep: 3 } })).rejects.toMatchObject({ code: 'MODEL_DIVERGED', fix: expect.stringContaining('failAtStep') });
});
