export { predict, count, sum, timeTo, field, days, weeks, hours, dayStart, dayEnd, weekStart, weekEnd, monthStart, monthEnd, afterEvents, afterMinutes, activeWithin, seenFor, having } from './predict';
export type { Span, FieldOf } from './predict';
export { taskSentence, sentenceText, targetText, cadenceText, populationText, spanText, TASK_SLOTS } from './task-sentence';
export type { SentencePart, TaskSlot, Locale } from './task-sentence';
export { conditionText, conditionsText } from './condition-text';
export { KIND_WORDS, KIND_VERBS, ENTITY_WORDS, fieldWords } from './words';
export { rowFieldsOf, ASPECTS, DERIVED_FIELDS, PRODUCT_FIELDS } from './row-fields';
export type { RowFieldName, RowFieldType } from './row-fields';
