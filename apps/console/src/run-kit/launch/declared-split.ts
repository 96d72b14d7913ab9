import { getAt, setAt, type FormValue, type JsonSchema } from '../../forms';
import { leafFields } from '../families';

const METHOD = 'split.method';

/** Rows that a task's declaration has split are split so; data without such a column never are. Anything else that was asked for stays. */
export function withSplitOf(schema: JsonSchema, roles: Readonly<Record<string, string>> | undefined, params: FormValue): FormValue {
  const field = leafFields(schema).find((f) => f.path === METHOD);
  if (field?.kind !== 'choice' || !field.choices.some((c) => c.value === 'declared')) return params;
  const asked = getAt(params, METHOD);
  const declared = Object.values(roles ?? {}).includes('split');
  if (declared && (asked === undefined || asked === field.fallback)) return setAt(params, METHOD, 'declared');
  return !declared && asked === 'declared' ? setAt(params, METHOD, field.fallback) : params;
}
