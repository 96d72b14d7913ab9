import type { ColumnRole } from '@bellwether/contracts';

/** Roles without which there is nothing to recommend. */
export const NEEDS: readonly ColumnRole[] = ['id', 'item', 'time'];
