import { fieldsOf, getAt, setAt, type FormValue, type JsonSchema, type SchemaField } from '../../forms';

const METHOD = 'split.method';
const findField = (fields: readonly SchemaField[], path: string): SchemaField | undefined => {
  for (const f of fields) {
    if (f.path === path) return f;
    const inner = f.kind === 'object' ? findField(f.fields, path) : undefined;
    if (inner) return inner;
  }
  return undefined;
};

/** Rows that a task's declaration has split are split so; data without such a column never are. Anything else that was asked for stays. */
export function withSplitOf(schema: JsonSchema, roles: Readonly<Record<string, string>> | undefined, params: FormValue): FormValue {
  const field = findField(fieldsOf(schema), METHOD);
  if (field?.kind !== 'choice' || !field.choices.some((c) => c.value === 'declared')) return params;
  const asked = getAt(params, METHOD);
  const declared = Object.values(roles ?? {}).includes('split');
  if (declared && (asked === undefined || asked === field.fallback)) return setAt(params, METHOD, 'declared');
  return !declared && asked === 'declared' ? setAt(params, METHOD, field.fallback) : params;
}
