import type { ImportedFile, ValidationIssue } from '../task-family';
import type { OutsideParams } from './params';

const names = (list: readonly { name: string }[]): string => list.map((v) => JSON.stringify(v.name)).join(', ') || 'none';

/** Where the declared signature does not fit what the file says of itself, each with what was expected. */
export function checkSignature(file: ImportedFile, params: OutsideParams): ValidationIssue[] {
  const issues: ValidationIssue[] = [];
  const add = (path: string, message: string, fix: string) => void issues.push({ path, code: 'PARAMS_INVALID', message, fix });
  const declared = new Set<string>();
  for (const input of params.inputs) {
    if (declared.has(input.name)) add('inputs', `The input ${JSON.stringify(input.name)} is declared twice.`, 'Declare each input once.');
    declared.add(input.name);
    const there = file.inputs.find((i) => i.name === input.name);
    if (!there) add('inputs', `Expected inputs of the file, ${names(file.inputs)}; received ${JSON.stringify(input.name)}.`, 'Declare the inputs by the names that the file has.');
    else if (there.dims.length > 0 && there.dims.length !== 2) add('inputs', `Expected inputs of two axes, rows and columns; ${JSON.stringify(there.name)} has ${there.dims.length}.`, 'Export the model for tables: one row each.');
    else if (there.dims[1] && there.dims[1] !== input.columns.length) add('inputs', `Expected ${there.dims[1]} columns for ${JSON.stringify(there.name)}, received ${input.columns.length}.`, 'Choose as many columns as the input takes, in its order.');
    else if (there.dims[0] && there.dims[0] !== 1) add('inputs', `Expected an input for any number of rows; ${JSON.stringify(there.name)} takes exactly ${there.dims[0]}.`, 'Export the model with an open first axis.');
    if (there?.type === 'other') add('inputs', `Expected numbers or text; ${JSON.stringify(there.name)} takes elements of another type.`, 'Export the model with inputs of float, double, int32, int64, bool or string.');
  }
  for (const input of file.inputs) if (!declared.has(input.name)) add('inputs', `Expected columns for the input ${JSON.stringify(input.name)} too, received none.`, 'Declare what fills it.');
  const output = file.outputs.find((o) => o.name === params.output);
  if (!output) add('output', `Expected one of the outputs ${names(file.outputs)}, received ${JSON.stringify(params.output)}.`, 'Choose the output that holds the probability.');
  else if (!output.type.startsWith('float')) add('output', `Expected an output of floats; ${JSON.stringify(output.name)} holds ${output.type === 'other' ? 'something else (a list of maps, of scikit-learn: export with zipmap=False)' : output.type}.`, 'Choose the output that holds the probability, not the label.');
  else if (output.dims[1] && params.outputColumn >= output.dims[1]) add('outputColumn', `Expected a column from 0 to ${output.dims[1] - 1} of ${JSON.stringify(output.name)}, received ${params.outputColumn}.`, 'Columns are counted from 0.');
  return issues;
}
