// A thread that helps to train boosted trees: it waits for a task, does its share of it in the shared memory, and says so.
// Plain JavaScript, so that it starts under tsx, Jest and node alike.
import { parentPort, workerData } from 'node:worker_threads';

const { memory, module, control, at, index, threads, groups, spins } = workerData;
const kernel = new WebAssembly.Instance(module, { env: { memory } }).exports;

function work() {
  const [order, rows] = [control[at.order], control[at.rows]];
  if (control[at.task] === at.histogram) {
    for (let g = index; g < groups; g += threads) kernel[`histogram${g}`](order, rows, control[at.first], control[at.second], control[at.third]);
    return;
  }
  const from = Math.floor((index * rows) / threads);
  const count = Math.floor(((index + 1) * rows) / threads) - from;
  control[at.kept + index] = kernel.partition(order + 4 * from, count, control[at.first], control[at.second], control[at.third] + 4 * from);
}

parentPort.postMessage('ready');
for (let seen = 0; ;) {
  // most tasks follow each other closely: sleeping and waking would take longer than they do
  for (let spin = 0; spin < spins && Atomics.load(control, at.generation) === seen; spin++);
  Atomics.wait(control, at.generation, seen);
  seen = Atomics.load(control, at.generation);
  if (control[at.task] === at.stop) break;
  work();
  Atomics.add(control, at.done, 1);
  Atomics.notify(control, at.done);
}
