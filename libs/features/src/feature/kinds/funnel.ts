import { SESSION_EVENT_KINDS } from '@bellwether/contracts';
import { z } from 'zod';
import { defineKind } from '../feature-kind';
import { grouped, inner, rowsOf, type FeaturePlan } from '../plan';
import { div, ref } from '../scalar';
import { choice, days, joined, offsetDays, whereOf, windowText, words } from './params';

const params = z.object({
  from: choice(SESSION_EVENT_KINDS, 'view', 'Of sessions that', '起始步骤', 0),
  to: choice(SESSION_EVENT_KINDS, 'add_to_cart', 'The share that also', '到达步骤', 1),
  without: z.boolean().default(false).meta({ title: 'The share that does not', titleZh: '统计未到达的占比', order: 1.5, description: 'Abandonment in place of conversion.', descriptionZh: '统计放弃率而非转化率。' }),
  where: whereOf('session_event'), days, offsetDays,
});
type Params = z.infer<typeof params>;

function plan(p: Params): FeaturePlan {
  const rows = rowsOf('session_event', p);
  const did = (step: string) => inner('count', null, [{ field: 'kind', op: 'is', value: step }]);
  const steps = { from: did(p.from), to: did(p.to) };
  const reached = grouped(rows, 'sessionId', steps, 'count', { having: [{ name: 'from', atLeast: 1 }, { name: 'to', atLeast: 1 }] });
  const began = grouped(rows, 'sessionId', steps, 'count', { having: [{ name: 'from', atLeast: 1 }] });
  const share = div(ref('reached'), ref('began'));
  return { measures: { reached, began }, value: p.without ? { op: 'sub', a: { op: 'const', value: 1 }, b: share } : share, type: 'number' };
}
const STEP: Record<string, [string, string]> = { view: ['viewed', '浏览'], search: ['searched', '搜索'], add_to_cart: ['added to the cart', '加购'], remove_from_cart: ['removed from the cart', '移出购物车'], checkout_step: ['went to checkout', '结账'], error: ['met an error', '遇到错误'], click: ['clicked', '点击'] };

/** How far sessions come. */
export const funnelKind = defineKind<Params>({
  id: 'funnel',
  title: { en: 'Funnel', zh: '漏斗' },
  description: { en: 'Of the sessions that did one thing, the share that also did another, or left before.', zh: '完成某一步骤的会话中，同时完成另一步骤（或未完成）的占比。' },
  params, plan,
  sentence: (p) => joined(words(`share of sessions that ${STEP[p.from]?.[0] ?? p.from} and ${p.without ? 'never ' : 'also '}${STEP[p.to]?.[0] ?? p.to}`, `${STEP[p.from]?.[1] ?? p.from}的会话中${p.without ? '未' : '又'}${STEP[p.to]?.[1] ?? p.to}的占比`), windowText(p)),
  example: { from: 'view', to: 'add_to_cart', days: 90 },
});
