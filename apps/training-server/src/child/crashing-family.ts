// For tests only: families whose process dies, as a fault in native code would have it.
import { toyFamily } from '@bellwether/tasks/testing';
import type { TaskFamily } from '@bellwether/tasks';

/** Dies at once, in every attempt, with a last word. */
export const crashingFamily: TaskFamily<unknown> = {
  ...(toyFamily as unknown as TaskFamily<unknown>),
  id: 'crashing',
  train: () => {
    process.stderr.write('native fault 0xdead\n');
    process.exit(3);
  },
};

/** Never says anything and never ends. */
export const silentFamily: TaskFamily<unknown> = {
  ...(toyFamily as unknown as TaskFamily<unknown>),
  id: 'silent',
  train: () => new Promise(() => setInterval(() => undefined, 1000)),
};
