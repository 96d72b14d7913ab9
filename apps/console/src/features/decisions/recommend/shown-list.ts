import type { RouterOutputs } from '@bellwether/api';

export type ShownList = RouterOutputs['recommendation']['lists'][number];

/** What stands at a place, from 1: its name, else its key. */
export const nameAt = (list: Pick<ShownList, 'items' | 'names'>, position: number): string => list.names[position - 1] ?? list.items[position - 1] ?? '';

/** All places of a list, each with its number. */
export const placesOf = (list: Pick<ShownList, 'items' | 'names'>): string[] => list.items.map((_, k) => `${k + 1} ${nameAt(list, k + 1)}`);
