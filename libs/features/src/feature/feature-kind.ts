import type { Localized, TaskEntity } from '@bellwether/contracts';
import type { z } from 'zod';
import type { FeaturePlan } from './plan';

/**
 * One way of computing a feature, declared once. `plan` says what it comes to; SQL for training and batches, and TypeScript for a single customer, are both made of the plan,
 * so that a kind contains neither. A new kind is a file beside the others and a line in registry.ts (`nx g @bellwether/nx-plugin:feature --name=<name>` writes both).
 */
export interface FeatureKind<P = unknown> {
  readonly id: string;
  readonly title: Localized;
  readonly description: Localized;
  /** fields carry title, titleZh and description for the form of the console */
  readonly params: z.ZodType<P, unknown>;
  /** @throws AppError PARAMS_INVALID, COLUMN_NOT_FOUND, INPUT_INVALID for what the schema cannot see */
  plan(params: P, entity: TaskEntity): FeaturePlan;
  /** what it says, for people: "mean amount of order lines with channel is web, last 30 days" */
  sentence(params: P): Localized;
  /** one that works on any log, for tests and as the form's beginning */
  readonly example: unknown;
}

export const defineKind = <P>(kind: FeatureKind<P>): FeatureKind<P> => kind;
