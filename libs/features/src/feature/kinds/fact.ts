import { AppError, type TaskEntity } from '@bellwether/contracts';
import { z } from 'zod';
import { defineKind } from '../feature-kind';
import { flat, rowsOf, type FeaturePlan } from '../plan';
import { findField, fieldNames } from '../row-field';
import { ref } from '../scalar';
import { joined, fieldText, rowField, words } from './params';

const params = z.object({ field: rowField('Fact', '属性', 0, 'country').meta({ title: 'Fact', titleZh: '属性', order: 0, control: 'row-field', rowsOf: 'entity', description: 'A field of the customer’s own record; of a product’s where the entity is a product.', descriptionZh: '客户资料中的字段；实体为商品时为商品资料字段。' }) });
type Params = z.infer<typeof params>;

function plan(p: Params, entity: TaskEntity): FeaturePlan {
  const kind = entity === 'product' ? 'product' : 'customer';
  const field = findField(kind, p.field);
  if (!field) throw new AppError({ code: 'COLUMN_NOT_FOUND', message: `Expected a fact of a ${kind}, received ${JSON.stringify(p.field)}.`, fix: `Choose from: ${fieldNames(kind).join(', ')}.` });
  return { measures: { v: flat(rowsOf(kind), 'last', p.field) }, value: ref('v'), type: field.type === 'number' ? 'number' : field.type === 'boolean' ? 'boolean' : 'string' };
}

/** What is known of the entity itself, as of the moment. */
export const factKind = defineKind<Params>({
  id: 'fact',
  title: { en: 'Fact', zh: '属性' },
  description: { en: 'The newest value of a field of the customer’s or product’s own record.', zh: '客户或商品资料中某字段的最新值。' },
  params, plan,
  sentence: (p) => joined(words('known ', '已知的'), fieldText(p.field)),
  example: { field: 'country' },
});
