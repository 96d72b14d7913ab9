/** Remembers whether the rail is collapsed. Apart from the client component, so that the server can read the name. */
export const RAIL_COOKIE = 'bw-rail';
