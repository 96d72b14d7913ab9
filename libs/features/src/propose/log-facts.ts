import type { EntityKind } from '@bellwether/contracts';

/** What a log holds, as its partitions say: what proposals are made from. */
export type LogFacts = {
  /** rows by kind */
  rows: Partial<Record<EntityKind, number>>;
  /** share of rows with a value, by kind and stored column */
  filled: Partial<Record<EntityKind, Record<string, number>>>;
  /** columns that hold one value in every row: no label, and nothing to tell anybody apart by */
  constant?: Partial<Record<EntityKind, readonly string[]>>;
  /** first and last event of orders and visits @unit ms */
  from: number | null;
  to: number | null;
  timeZone: string;
  currency: string;
};

const DAY_MS = 86_400_000;
/** Rows below which a kind says nothing of anybody. */
const FEW = 20;

export const holds = (facts: LogFacts, kind: EntityKind): boolean => (facts.rows[kind] ?? 0) >= FEW;
/** @returns whether at least this share of the rows has a value */
const fills = (facts: LogFacts, kind: EntityKind, column: string, share = 0.02): boolean => holds(facts, kind) && (facts.filled[kind]?.[column] ?? 0) >= share;
/** @returns whether enough rows have a value, and not all the same */
export const varies = (facts: LogFacts, kind: EntityKind, column: string): boolean => fills(facts, kind, column) && !(facts.constant?.[kind] ?? []).includes(column);
/** @unit days */
export const spanDays = (facts: LogFacts): number => (facts.from === null || facts.to === null ? 0 : (facts.to - facts.from) / DAY_MS);
