/** The shop every request is about. Kept in a cookie, so that a reload and a download link mean the same shop. */
export const PROJECT_COOKIE = 'bw-project';
export const PROJECT_HEADER = 'x-bellwether-project';

export function currentProject(): string | null {
  if (typeof document === 'undefined') return null;
  const match = /(?:^|;\s*)bw-project=([0-9a-f-]{36})/.exec(document.cookie);
  return match?.[1] ?? null;
}

/** Other ids mean nothing in another shop: whoever calls this reloads the console at its home page. */
export function rememberProject(id: string): void {
  document.cookie = `${PROJECT_COOKIE}=${id}; path=/; max-age=31536000; samesite=lax`;
}
