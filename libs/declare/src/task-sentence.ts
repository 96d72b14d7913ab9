import type { Localized, PredictionTask } from '@bellwether/contracts';
import { conditionsText } from './condition-text';
import { ENTITY_WORDS, fieldWords, KIND_VERBS, KIND_WORDS } from './words';

/** The parts of a task's sentence that can be changed. */
export const TASK_SLOTS = ['target', 'horizon', 'entity', 'cadence', 'population', 'delay', 'split'] as const;
export type TaskSlot = (typeof TASK_SLOTS)[number];
/** A piece of a sentence: plain words, or words that stand for a part of the declaration. */
export type SentencePart = { slot: TaskSlot | null; text: string };
export type Locale = keyof Localized;

const plain = (text: string): SentencePart => ({ slot: null, text });
const part = (slot: TaskSlot, text: string): SentencePart => ({ slot, text });
const amount = (n: number): string => String(Math.round(n * 1000) / 1000);

/** 30 days, 1 day, 12 hours. */
export function spanText(days: number, locale: Locale): string {
  const hours = days < 1;
  const n = hours ? days * 24 : days;
  if (locale === 'zh') return `${amount(n)} ${hours ? '小时' : '天'}`;
  return `${amount(n)} ${hours ? 'hour' : 'day'}${n === 1 ? '' : 's'}`;
}

function suffix(task: PredictionTask, locale: Locale): string {
  const where = conditionsText(task.target.where)[locale];
  return where === '' ? '' : locale === 'en' ? ` with ${where}` : `（${where}）`;
}

/** What is foretold, as the object of "predict". */
export function targetText(task: PredictionTask): Localized {
  const { target } = task;
  const kind = KIND_WORDS[target.of];
  const verb = KIND_VERBS[target.of] ?? { en: `a ${kind.one.en}`, zh: kind.one.zh };
  const [en, zh] = [suffix(task, 'en'), suffix(task, 'zh')];
  switch (target.kind) {
    case 'any':
      return target.atLeast === 1 ? { en: `whether there is ${verb.en}${en}`, zh: `是否${verb.zh}${zh}` } : { en: `whether there are at least ${target.atLeast} ${kind.many.en}${en}`, zh: `${kind.many.zh}是否不少于 ${target.atLeast} 条${zh}` };
    case 'count':
      return target.distinct === null ? { en: `the number of ${kind.many.en}${en}`, zh: `${kind.many.zh}数量${zh}` } : { en: `the number of distinct ${fieldWords(target.distinct).en}s of ${kind.many.en}${en}`, zh: `${kind.many.zh}中不同${fieldWords(target.distinct).zh}的数量${zh}` };
    case 'sum': {
      const what = { en: `the total ${fieldWords(target.field).en} of ${kind.many.en}${en}`, zh: `${kind.many.zh}的${fieldWords(target.field).zh}合计${zh}` };
      return target.above === null ? what : { en: `whether ${what.en} exceeds ${target.above}`, zh: `${what.zh}是否超过 ${target.above}` };
    }
    case 'time_to_event':
      return { en: `the days until ${verb.en}${en}`, zh: `距离${verb.zh}的天数${zh}` };
  }
}

const PERIOD: Record<'day' | 'week' | 'month', Localized> = { day: { en: 'day', zh: '日' }, week: { en: 'week', zh: '周' }, month: { en: 'month', zh: '月' } };

export function cadenceText({ cadence }: PredictionTask): Localized {
  const dates = { en: `${cadence.from ? ` from ${cadence.from}` : ''}${cadence.to ? ` to ${cadence.to}` : ''}`, zh: cadence.from || cadence.to ? `（${cadence.from ?? '最早'} 至 ${cadence.to ?? '最新'}）` : '' };
  if (cadence.every === 'session') {
    return cadence.afterEvents !== null
      ? { en: `after ${cadence.afterEvents} event${cadence.afterEvents === 1 ? '' : 's'}${dates.en}`, zh: `第 ${cadence.afterEvents} 个行为之后${dates.zh}` }
      : { en: `${amount(cadence.afterMinutes ?? 0)} minutes after its first event${dates.en}`, zh: `首个行为 ${amount(cadence.afterMinutes ?? 0)} 分钟之后${dates.zh}` };
  }
  const period = PERIOD[cadence.every];
  return { en: `at each ${period.en} ${cadence.at}${dates.en}`, zh: `在每${cadence.every === 'month' ? '个' : ''}${period.zh}${cadence.at === 'end' ? '末' : '初'}${dates.zh}` };
}

/** Who is asked about, as one phrase. */
export function populationText(task: PredictionTask): Localized {
  const { active, minAgeDays, where } = task.population;
  const who = ENTITY_WORDS[task.entity].many;
  const en: string[] = [];
  const zh: string[] = [];
  if (active) {
    const kinds = { en: active.kinds.map((k) => KIND_WORDS[k].many.en).join(' or '), zh: active.kinds.map((k) => KIND_WORDS[k].many.zh).join('或') };
    const rows = conditionsText(active.where);
    en.push(`with ${kinds.en}${rows.en ? ` (${rows.en})` : ''} in the last ${spanText(active.days, 'en')}`);
    zh.push(`过去 ${spanText(active.days, 'zh')}内有${kinds.zh}${rows.zh ? `（${rows.zh}）` : ''}`);
  }
  if (minAgeDays > 0) {
    en.push(`first seen at least ${spanText(minAgeDays, 'en')} before`);
    zh.push(`首次出现至少 ${spanText(minAgeDays, 'zh')}`);
  }
  if (where.length) {
    en.push(`whose ${conditionsText(where).en}`);
    zh.push(conditionsText(where).zh);
  }
  return en.length === 0 ? { en: `all ${who.en}`, zh: `所有${who.zh}` } : { en: `${who.en} ${en.join(', ')}`, zh: `${zh.join('、')}的${who.zh}` };
}

/** The whole declaration as a sentence; the parts that carry a slot can be changed. */
export function taskSentence(task: PredictionTask, locale: Locale): SentencePart[] {
  const entity = ENTITY_WORDS[task.entity].one[locale];
  const { tuneSnapshots, testSnapshots } = task.split;
  if (locale === 'zh') {
    return [
      part('cadence', cadenceText(task).zh), plain('，对'), part('population', populationText(task).zh), plain('中的每个'), part('entity', entity), plain('，预测未来 '), part('horizon', spanText(task.horizonDays, 'zh')), plain('内'), part('target', targetText(task).zh), plain('。结果在期末'),
      part('delay', task.labelDelayDays === 0 ? '即时' : ` ${spanText(task.labelDelayDays, 'zh')}后`), plain('可知；最新 '), part('split', `${testSnapshots} 个时点用于测试，之前 ${tuneSnapshots} 个用于调优`), plain('。'),
    ];
  }
  return [
    plain('Predict '), part('target', targetText(task).en), plain(' within '), part('horizon', spanText(task.horizonDays, 'en')), plain(', for '), part('entity', `each ${entity}`), plain(', '), part('cadence', cadenceText(task).en), plain(', among '),
    part('population', populationText(task).en), plain('. The truth is known '), part('delay', task.labelDelayDays === 0 ? 'at the end of that time' : `${spanText(task.labelDelayDays, 'en')} after that`), plain('; '),
    part('split', `the newest ${testSnapshots === 1 ? 'snapshot is' : `${testSnapshots} snapshots are`} kept for the test, ${tuneSnapshots} before ${tuneSnapshots === 1 ? 'it' : 'them'} for tuning`), plain('.'),
  ];
}

export const sentenceText = (task: PredictionTask, locale: Locale): string => taskSentence(task, locale).map((p) => p.text).join('');
