'use client';

import { useCallback, useMemo, useState, type ComponentType, type ReactNode } from 'react';
import { useT } from '../i18n';
import { Select } from '../ui/select';
import { Field as Labelled } from '../ui/input';
import { BooleanControl, ChoiceControl, JsonControl, ListControl, NumberControl, TextControl } from './controls';
import { fieldsOf, type Field, type JsonSchema } from './schema';
import { validateFields, type Issue } from './validate';
import { changedPaths, defaultsOf, getAt, isVisible, setAt, switchVariant, withDefaults, type FormValue } from './values';

export type SchemaFormState = { fields: Field[]; value: FormValue; set: (path: string, value: unknown) => void; replace: (value: FormValue) => void; issues: Record<string, Issue>; valid: boolean; /** paths that differ from the defaults */ changed: string[] };

/** State of a form made from a JSON Schema. `initial` may be partial: a preset, or the parameters of a run to clone. */
export function useSchemaForm(schema: JsonSchema, initial?: FormValue): SchemaFormState {
  const fields = useMemo(() => fieldsOf(schema), [schema]);
  const [own, setOwn] = useState<FormValue>(() => withDefaults(fields, initial ?? {}));
  const issues = useMemo(() => validateFields(fields, own), [fields, own]);
  const changed = useMemo(() => changedPaths(fields, own), [fields, own]);
  const set = useCallback((path: string, value: unknown) => setOwn((old) => setAt(old, path, value)), []);
  const replace = useCallback((value: FormValue) => setOwn(withDefaults(fields, value)), [fields]);
  return { fields, value: own, set, replace, issues, valid: Object.keys(issues).length === 0, changed };
}

/** The same for a value that a page keeps itself. */
export function useControlledForm(schema: JsonSchema, own: FormValue, onChange: (value: FormValue) => void): SchemaFormState {
  const fields = useMemo(() => fieldsOf(schema), [schema]);
  const value = useMemo(() => withDefaults(fields, own), [fields, own]);
  const issues = useMemo(() => validateFields(fields, value), [fields, value]);
  return { fields, value, set: (path, next) => onChange(setAt(value, path, next)), replace: onChange, issues, valid: Object.keys(issues).length === 0, changed: changedPaths(fields, value) };
}

/** A control that a page brings for fields whose schema asks for it by name. */
export type OwnControl = ComponentType<{ field: Field; value: unknown; onChange: (value: unknown) => void; error: string | null; form: FormValue }>;
type OwnControls = Readonly<Record<string, OwnControl>>;

type SchemaFormProps = { form: SchemaFormState; /** refusals of the server, by path */ errors?: Record<string, string>; /** names of the dataset's columns, for fields that ask for them */ columns?: readonly string[]; /** fields that the page edits elsewhere */ omit?: readonly string[]; controls?: OwnControls };

/** Groups of controls with help, units and what is wrong, as the user types; advanced ones folded. */
export function SchemaForm({ form, errors, columns, omit, controls }: SchemaFormProps) {
  const t = useT();
  const message = useCallback(
    (path: string): string | null => {
      const issue = form.issues[path];
      if (!issue) return errors?.[path] ?? null;
      const said = t(issue.key, issue.values);
      return issue.values?.position === undefined ? said : t('forms.invalid.list', { position: issue.values.position, message: said });
    },
    [form.issues, errors, t],
  );
  const groups = groupFields(form.fields.filter((f) => !omit?.includes(f.path) && isVisible(f, form.value)));
  return (
    <div className="space-y-6">
      {groups.map((group) => (
        <Group key={group.key} title={group.title ? t.of(group.title) : groups.length > 1 ? t('forms.general') : null} fields={group.fields} form={form} message={message} columns={columns} controls={controls} />
      ))}
    </div>
  );
}

type FieldGroup = { key: string; title: { en: string; zh: string } | null; fields: Field[] };

/** Fields by group, in the order in which the groups first appear. */
function groupFields(fields: readonly Field[]): FieldGroup[] {
  const groups = new Map<string, FieldGroup>();
  for (const field of fields) {
    const nested = field.kind === 'object' || field.kind === 'union';
    const title = field.group ?? (nested ? field.title : null);
    const key = title?.en ?? '';
    const group = groups.get(key) ?? { key, title, fields: [] };
    group.fields.push(field);
    groups.set(key, group);
  }
  return [...groups.values()];
}

type PartProps = { form: SchemaFormState; message: (path: string) => string | null; columns?: readonly string[]; controls?: OwnControls };

function Group({ title, fields, ...rest }: PartProps & { title: string | null; fields: readonly Field[] }) {
  return (
    <fieldset className="min-w-0">
      {title && <legend className="mb-2 text-sm font-semibold">{title}</legend>}
      <Fields fields={fields} groupTitle={title} {...rest} />
    </fieldset>
  );
}

/** Plain fields in a grid, then what is folded. A problem in a folded field opens the fold. */
function Fields({ fields, groupTitle, ...rest }: PartProps & { fields: readonly Field[]; groupTitle: string | null }) {
  const t = useT();
  const shown = fields.filter((f) => isVisible(f, rest.form.value));
  const plain = shown.filter((f) => !f.advanced);
  const folded = shown.filter((f) => f.advanced);
  const wrong = folded.some((f) => Object.keys(rest.form.issues).some((path) => path === f.path || path.startsWith(`${f.path}.`)));
  return (
    <div className="space-y-4">
      <Grid>{plain.map((f) => <FieldControl key={f.path} field={f} groupTitle={groupTitle} {...rest} />)}</Grid>
      {folded.length > 0 && (
        <details open={wrong || undefined} className="group/adv rounded-lg border bg-sunken/60">
          <summary className="select-none rounded-lg px-3 py-2 text-sm font-medium text-muted hover:text-fg">{t('forms.advancedCount', { count: folded.length })}</summary>
          <div className="border-t p-3">
            <Grid>{folded.map((f) => <FieldControl key={f.path} field={f} groupTitle={groupTitle} {...rest} />)}</Grid>
          </div>
        </details>
      )}
    </div>
  );
}

const Grid = ({ children }: { children: ReactNode }) => <div className="grid items-start gap-x-6 gap-y-4 sm:grid-cols-2">{children}</div>;

function FieldControl({ field, groupTitle, ...rest }: PartProps & { field: Field; groupTitle: string | null }) {
  const { form, message, columns, controls } = rest;
  const suggestions = field.kind === 'list' || field.kind === 'text' ? (field.control ? columns : undefined) : undefined;
  const t = useT();
  const value = getAt(form.value, field.path);
  const onChange = (next: unknown) => form.set(field.path, next);
  const common = { value, onChange, error: message(field.path) };
  const Own = field.control === null ? undefined : controls?.[field.control];
  if (Own) return <Own field={field} form={form.value} {...common} />;
  switch (field.kind) {
    case 'number':
      return <NumberControl field={field} {...common} />;
    case 'text':
      return <TextControl field={field} {...common} suggestions={suggestions} />;
    case 'boolean':
      return <BooleanControl field={field} {...common} />;
    case 'choice':
      return <ChoiceControl field={field} {...common} />;
    case 'list':
      return <ListControl field={field} {...common} suggestions={suggestions} />;
    case 'json':
      return <JsonControl field={field} {...common} />;
    case 'object':
      return (
        <div className="min-w-0 sm:col-span-2">
          {t.of(field.title) !== groupTitle && <p className="mb-2 text-sm font-medium">{t.of(field.title)}</p>}
          {field.help && <p className="-mt-1 mb-2 text-xs text-subtle">{t.of(field.help)}</p>}
          <Fields fields={field.fields} groupTitle={groupTitle} {...rest} />
        </div>
      );
    case 'union':
      return <UnionControl field={field} value={value} groupTitle={groupTitle} {...rest} />;
  }
}

/** Which variant, then its own fields. */
function UnionControl({ field, value, groupTitle, ...rest }: PartProps & { field: Extract<Field, { kind: 'union' }>; value: unknown; groupTitle: string | null }) {
  const t = useT();
  const current = String(getAt(value, field.discriminator) ?? '');
  const variant = field.variants.find((v) => v.value === current);
  return (
    <div className="min-w-0 space-y-4 sm:col-span-2">
      <Grid>
        <Labelled label={t.of(field.title)} help={field.help ? t.of(field.help) : undefined} error={rest.message(field.path)}>
          {(ids) => <Select {...ids} value={current} onChange={(v) => rest.form.set(field.path, switchVariant(field, value, v))} options={field.variants.map((v) => ({ value: v.value, label: t.of(v.title) }))} />}
        </Labelled>
      </Grid>
      {variant && variant.fields.length > 0 && (
        <div className="border-l-2 border-line pl-4">
          <Fields fields={variant.fields} groupTitle={groupTitle} {...rest} />
        </div>
      )}
    </div>
  );
}

/** The defaults of a schema, for a page that needs them without a form. */
export const schemaDefaults = (schema: JsonSchema): FormValue => defaultsOf(fieldsOf(schema));
