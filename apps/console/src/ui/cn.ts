import { clsx, type ClassValue } from 'clsx';
import { extendTailwindMerge } from 'tailwind-merge';

// Our font sizes are tokens: without this, tailwind-merge would take `text-table` for a colour and drop the real one.
const merge = extendTailwindMerge({ extend: { classGroups: { 'font-size': [{ text: ['2xs', 'xs', 'table', 'sm', 'base', 'lg', 'xl', '2xl'] }] } } });

/** Joins class names; the later of two that conflict wins. */
export const cn = (...classes: ClassValue[]): string => merge(clsx(classes));
