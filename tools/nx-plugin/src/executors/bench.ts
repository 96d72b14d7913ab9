import type { ExecutorContext } from '@nx/devkit';
import { runHeadless } from './run-headless';

export default ({ suite, ...options }: Record<string, string>, context: ExecutorContext) => runHeadless('tools/headless/src/bench.ts', { ...options, suite }, context);
