import type { ExecutorContext } from '@nx/devkit';
import { runHeadless } from './run-headless';

export default (options: Record<string, string>, context: ExecutorContext) => runHeadless('tools/headless/src/make-shop.ts', options, context);
