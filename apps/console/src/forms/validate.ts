import type { MessageKey } from '../i18n';
import type { MessageValues } from '../i18n/format';
import type { Field } from './schema';
import { getAt, isVisible, type FormValue } from './values';

/** What is wrong with a field, as a message of the dictionary. */
export type Issue = { key: MessageKey; values?: MessageValues };

type NumberRule = { min?: number; max?: number; above?: number; below?: number; integer: boolean };

function checkNumber(rule: NumberRule, value: unknown): Issue | null {
  if (typeof value !== 'number' || !Number.isFinite(value)) return { key: 'forms.invalid.number' };
  if (rule.integer && !Number.isInteger(value)) return { key: 'forms.invalid.integer' };
  if (rule.min !== undefined && value < rule.min) return { key: 'forms.invalid.min', values: { min: String(rule.min) } };
  if (rule.max !== undefined && value > rule.max) return { key: 'forms.invalid.max', values: { max: String(rule.max) } };
  if (rule.above !== undefined && value <= rule.above) return { key: 'forms.invalid.above', values: { min: String(rule.above) } };
  if (rule.below !== undefined && value >= rule.below) return { key: 'forms.invalid.below', values: { max: String(rule.below) } };
  return null;
}

function checkText(field: Extract<Field, { kind: 'text' }>, value: unknown): Issue | null {
  const text = typeof value === 'string' ? value : '';
  if (text === '' && field.required && (field.minLength ?? 0) > 0) return { key: 'forms.invalid.required' };
  if (field.minLength !== undefined && text.length < field.minLength) return { key: 'forms.invalid.minLength', values: { count: field.minLength } };
  if (field.maxLength !== undefined && text.length > field.maxLength) return { key: 'forms.invalid.maxLength', values: { count: field.maxLength } };
  if (field.pattern && text !== '' && !new RegExp(field.pattern, 'u').test(text)) return { key: 'forms.invalid.pattern' };
  return null;
}

function checkList(field: Extract<Field, { kind: 'list' }>, value: unknown): Issue | null {
  const list = Array.isArray(value) ? value : [];
  if (field.minItems !== undefined && list.length < field.minItems) return { key: 'forms.invalid.minItems', values: { count: field.minItems } };
  if (field.maxItems !== undefined && list.length > field.maxItems) return { key: 'forms.invalid.maxItems', values: { count: field.maxItems } };
  const { item } = field;
  if (item.kind !== 'number') return null;
  for (const [i, entry] of list.entries()) {
    const issue = checkNumber(item, entry);
    if (issue) return { key: issue.key, values: { ...issue.values, position: i + 1 } };
  }
  return null;
}

function checkField(field: Field, value: unknown): Issue | null {
  if (value === null && field.nullable) return null;
  if (value === undefined || value === '') {
    if (field.required && field.kind !== 'text') return { key: 'forms.invalid.required' };
    if (field.kind === 'number' && value === '') return { key: 'forms.invalid.number' };
    if (field.kind !== 'text') return null;
  }
  if (field.kind === 'number') return checkNumber(field, value);
  if (field.kind === 'text') return checkText(field, value);
  if (field.kind === 'list') return checkList(field, value);
  if (field.kind === 'choice') return field.choices.some((c) => c.value === value) ? null : { key: 'forms.invalid.choice' };
  return null;
}

/** Issues by path. Fields that are not shown are not checked: the server fills or ignores them. */
export function validateFields(fields: readonly Field[], root: FormValue): Record<string, Issue> {
  const issues: Record<string, Issue> = {};
  const visit = (list: readonly Field[]) => {
    for (const field of list) {
      if (!isVisible(field, root)) continue;
      const value = getAt(root, field.path);
      if (value === null && field.nullable) continue;
      if (field.kind === 'object') visit(field.fields);
      else if (field.kind === 'union') visit(field.variants.find((v) => v.value === String(getAt(value, field.discriminator)))?.fields ?? []);
      else {
        const issue = checkField(field, value);
        if (issue) issues[field.path] = issue;
      }
    }
  };
  visit(fields);
  return issues;
}
