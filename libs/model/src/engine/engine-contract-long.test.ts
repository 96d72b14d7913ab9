import { longRunContract } from '../testing/engine-contract';

longRunContract();
