import { searchOptions } from '@bellwether/pipeline';
import { z } from 'zod';
import { procedure } from '../procedure';

export const searchOptionsProcedure = procedure({ permission: 'run.read', summary: 'What a search of a family can vary, and what it can go by' })
  .input(z.object({ familyId: z.string().min(1).max(100) }))
  .query(({ input }) => searchOptions(input.familyId));
