export { SchemaForm, useSchemaForm, useControlledForm, schemaDefaults } from './schema-form';
export type { OwnControl, SchemaFormState } from './schema-form';
export type { JsonSchema, Field as SchemaField } from './schema';
export { fieldsOf } from './schema';
export type { FormValue } from './values';
export { getAt, setAt, defaultsOf, withDefaults, changedPaths } from './values';
