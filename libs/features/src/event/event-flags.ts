/** Bits of the column `__flags` of a staged row: kept rows that a rule had something to say about. */
export const FLAGS = { skewed: 1, late: 2, doubledHour: 4, missingHour: 8 } as const;
