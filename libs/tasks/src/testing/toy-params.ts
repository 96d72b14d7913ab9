import { z } from 'zod';

/** Few knobs: enough to pace a run and to break it on purpose. */
export const toyParamsSchema = z.object({
  steps: z.number().int().min(1).max(100_000).default(40).meta({ title: 'Steps', titleZh: '步数', description: 'Full-batch gradient steps.', descriptionZh: '全批量梯度步数。', group: 'Training', groupZh: '训练', order: 1 }),
  stepDelayMs: z.number().min(0).max(10_000).default(0).meta({ title: 'Delay per step', titleZh: '每步延迟', description: 'Waits this long after each step, to make a run slow.', descriptionZh: '每步之后等待的时间，用于放慢运行。', group: 'Training', groupZh: '训练', unit: 'ms', order: 2 }),
  checkpointEvery: z.number().int().min(1).max(100_000).default(10).meta({ title: 'Checkpoint every', titleZh: '检查点间隔', description: 'Steps between checkpoints.', descriptionZh: '两个检查点之间的步数。', group: 'Training', groupZh: '训练', unit: 'steps', order: 3 }),
  learningRate: z.number().positive().max(100).default(1).meta({ title: 'Learning rate', titleZh: '学习率', description: 'Size of a gradient step.', descriptionZh: '梯度步长。', group: 'Training', groupZh: '训练', order: 4 }),
  failAtStep: z.number().int().min(0).default(0).meta({ title: 'Fail at step', titleZh: '在此步失败', description: '0: never.', descriptionZh: '0 表示从不失败。', group: 'Faults', groupZh: '故障', advanced: true, order: 5 }),
  allocateMiB: z.number().int().min(0).max(100_000).default(0).meta({ title: 'Allocate', titleZh: '占用内存', description: 'Holds this much memory while it trains, to meet a memory limit.', descriptionZh: '训练期间占用的内存，用于触发内存上限。', group: 'Faults', groupZh: '故障', unit: 'MiB', advanced: true, order: 6 }),
});
export type ToyParams = z.infer<typeof toyParamsSchema>;
