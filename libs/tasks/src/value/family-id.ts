/** Kept in Postgres and in model files. */
export const FAMILY = 'value';
