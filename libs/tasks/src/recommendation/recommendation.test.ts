import { describeFamilyContract } from '../testing/family-contract';
import { exampleEvents } from './example-events';
import { recommendationFamily } from './index';

const QUESTIONS = [
  { ask: 'recommend', request: { request: { customer: 'c0003', limit: 5 }, now: Date.parse('2026-01-10T00:00:00Z'), seed: 'list-1', rules: { explore: { share: 1, pool: 5 } } } },
  { ask: 'policy', request: { request: { customer: 'c0003', limit: 3 }, now: Date.parse('2026-01-10T00:00:00Z'), shown: ['sku-001', 'sku-002', 'nothing'] } },
  { ask: 'rule-cost', request: { rules: { diversity: 0.5 } } },
  { ask: 'customer', request: { customer: 'c0003' } },
  { ask: 'items', request: { keys: ['sku-001', 'nothing'] } },
  { ask: 'find', request: { kind: 'item', text: 'number 12' } },
  { ask: 'catalogue', request: {} },
];

// 40 items, history removed: a random order reaches about .14
const CHANCE = 0.14;
const NETWORK = { network: true, width: 16, context: 8, epochs: 8, batchRows: 8, negatives: 32, dropout: 0, learningRate: 0.01, patience: 20, checkpointSeconds: 0, mostLists: 160, bootstrapReplicates: 200, linear: ['popular', 'covisitation', 'session-knn'], content: false, protocol: 'leave-one-out', fit: 'before-validation', history: 'remove', shuffleTest: 'off' };

describeFamilyContract({ family: recommendationFamily, label: 'with a network', params: NETWORK, example: (o) => exampleEvents(o), reaches: 0.6, chance: CHANCE, questions: QUESTIONS });
