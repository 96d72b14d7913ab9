import { describeFamilies } from '@bellwether/pipeline';
import { procedure } from '../procedure';

export const listFamilies = procedure({ permission: 'run.read', summary: 'Task families: parameters as JSON Schema, presets, metrics' }).query(() => describeFamilies());
