import { z } from 'zod';
import { defineKind } from '../feature-kind';
import type { FeaturePlan } from '../plan';
import { ref } from '../scalar';
import { choice, words } from './params';

const params = z.object({
  sql: z.string().min(10).max(20_000).meta({ title: 'Query', titleZh: '查询', order: 0, control: 'sql', description: 'SELECT entity_id, value over the views of the events, which hold what was known at cutoff().', descriptionZh: '在事件视图上 SELECT entity_id, value；视图只包含 cutoff() 时已知的内容。' }),
  type: choice(['number', 'integer', 'string', 'boolean'], 'number', 'Type', '类型', 1),
});
type Params = z.infer<typeof params>;

/** A query of one's own (custom-sql.ts checks it before it is kept). */
export const sqlKind = defineKind<Params>({
  id: 'sql',
  title: { en: 'SQL', zh: 'SQL' },
  description: { en: 'A query over the events that were known at the cutoff, closed to files, the network and other projects.', zh: '在截止点已知的事件上执行的查询；不能访问文件、网络或其他项目。' },
  params,
  plan: (p): FeaturePlan => ({ measures: { v: { type: 'sql', sql: p.sql } }, value: ref('v'), type: p.type }),
  sentence: (p) => words(`query: ${p.sql.replace(/\s+/g, ' ').slice(0, 120)}`, `查询：${p.sql.replace(/\s+/g, ' ').slice(0, 120)}`),
  example: { sql: 'SELECT customer_id AS entity_id, count(*) AS value FROM order_line WHERE event_time > cutoff() - INTERVAL 30 DAY GROUP BY 1' },
});
