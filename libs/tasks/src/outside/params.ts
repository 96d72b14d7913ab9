import { z } from 'zod';

/** The declared signature of a model from elsewhere. Made by the import form; every field can be sent over the API. */
export const outsideParamsSchema = z.object({
  file: z.string().regex(/^[0-9a-f]{64}$/, 'expected the SHA-256 of an uploaded file').default('0'.repeat(64)).meta({ title: 'File', titleZh: '文件', description: 'SHA-256 of the uploaded ONNX file.', descriptionZh: '已上传 ONNX 文件的 SHA-256。', group: 'Model', groupZh: '模型', order: 1, search: false }),
  fileName: z.string().max(300).default('model.onnx').meta({ title: 'File name', titleZh: '文件名', description: 'As it was uploaded.', descriptionZh: '上传时的名称。', group: 'Model', groupZh: '模型', order: 2, search: false }),
  inputs: z.array(z.object({ name: z.string().min(1).max(200), columns: z.array(z.string().min(1).max(200)).min(1).max(2000) })).max(2000).default([]).meta({ title: 'Inputs', titleZh: '输入', description: 'Each tensor that the file takes, and the columns that fill it, in order.', descriptionZh: '文件的每个输入张量及按序填充它的列。', group: 'Model', groupZh: '模型', order: 3, search: false }),
  output: z.string().min(1).max(200).default('output').meta({ title: 'Output', titleZh: '输出', description: 'The tensor that holds the probability.', descriptionZh: '存放概率的张量。', group: 'Model', groupZh: '模型', order: 4, search: false }),
  outputColumn: z.number().int().min(0).max(999).default(0).meta({ title: 'Column of the output', titleZh: '输出的列', description: 'Where the output has one column a class: the one of the positive class, counted from 0.', descriptionZh: '若输出每类一列：正类所在列，从 0 起。', group: 'Model', groupZh: '模型', order: 5, search: false }),
  threshold: z.number().min(0).max(1).default(0.5).meta({ title: 'Threshold', titleZh: '阈值', description: 'At or above it a row counts as positive.', descriptionZh: '达到该值即视为正例。', group: 'Model', groupZh: '模型', order: 6, search: false }),
  bootstrapReplicates: z.number().int().min(0).max(20_000).default(1000).meta({ title: 'Bootstrap replicates', titleZh: '自助法次数', description: 'Resamples behind each interval.', descriptionZh: '每个区间所用的重采样次数。', group: 'Evidence', groupZh: '证据', order: 1, advanced: true, search: false }),
});
export type OutsideParams = z.infer<typeof outsideParamsSchema>;
