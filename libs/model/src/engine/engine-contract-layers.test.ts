import { engineContract } from '../testing/engine-contract';

engineContract((name) => name.startsWith('layer'));
