import { z } from 'zod';
import { CALENDAR_PARTS, calendarValue } from '../calendar';
import { defineKind } from '../feature-kind';
import type { FeaturePlan } from '../plan';
import { ref } from '../scalar';
import { choice, words } from './params';

const PART_WORDS: Record<(typeof CALENDAR_PARTS)[number], [string, string]> = { month: ['month', '月份'], week: ['week of the year', '周次'], dayOfMonth: ['day of the month', '日'], weekday: ['weekday', '星期'], dayOfYear: ['day of the year', '年内第几天'], season: ['position in the year', '年内位置'], daysToHoliday: ['days to the next holiday', '距下个节假日天数'], daysSinceHoliday: ['days since the last holiday', '距上个节假日天数'], holidaysAhead: ['holidays ahead', '未来节假日数'] };
const params = z.object({
  part: choice(CALENDAR_PARTS, 'month', 'Part', '指标', 0, 'Of the cutoff, by the calendar of the shop’s time zone.', '截止点在店铺时区日历中的属性。', PART_WORDS),
  country: z.string().regex(/^[A-Z]{2}$/, 'expected an ISO 3166 code such as US').default('US').meta({ title: 'Holidays of', titleZh: '节假日所属国家', order: 1, description: 'ISO 3166 code.', descriptionZh: 'ISO 3166 代码。', visibleIf: { part: ['daysToHoliday', 'daysSinceHoliday', 'holidaysAhead'] } }),
  region: z.string().regex(/^[A-Za-z0-9]{0,5}$/).default('').meta({ title: 'Region', titleZh: '地区', order: 2, advanced: true, visibleIf: { part: ['daysToHoliday', 'daysSinceHoliday', 'holidaysAhead'] } }),
  days: z.number().int().min(1).max(366).default(30).meta({ title: 'Days ahead', titleZh: '未来天数', order: 3, unit: 'days', visibleIf: { part: 'holidaysAhead' } }),
});
type Params = z.infer<typeof params>;
const HOLIDAY = ['daysToHoliday', 'daysSinceHoliday', 'holidaysAhead'];

function plan(p: Params): FeaturePlan {
  // an unknown country is refused when the feature is declared, not when it is computed
  calendarValue(p, 'UTC', 0);
  return { measures: { v: { type: 'calendar', ...p } }, value: ref('v'), type: p.part === 'season' ? 'number' : 'integer' };
}

export const calendarKind = defineKind<Params>({
  id: 'calendar',
  title: { en: 'Calendar', zh: '日历' },
  description: { en: 'Month, weekday and season of the cutoff, and how near the holidays of a country are.', zh: '截止点的月份、星期与季节，以及与某国节假日的距离。' },
  params, plan,
  sentence: (p) => words(`${PART_WORDS[p.part][0]} of the cutoff${HOLIDAY.includes(p.part) ? `, ${p.country}${p.region ? `-${p.region}` : ''}` : ''}${p.part === 'holidaysAhead' ? `, next ${p.days} days` : ''}`, `截止点的${PART_WORDS[p.part][1]}${HOLIDAY.includes(p.part) ? `（${p.country}${p.region ? `-${p.region}` : ''}）` : ''}${p.part === 'holidaysAhead' ? `，未来 ${p.days} 天` : ''}`),
  example: { part: 'daysToHoliday', country: 'DE' },
});
