/** Above this many items the inverse takes more than two minutes and half a gigabyte: the member is left out, and says so. */
export const EASE_MOST_ITEMS = 12_500;
