import { createHash } from 'node:crypto';

/**
 * Remembers answers to questions whose answer cannot change, such as what a declaration comes to on an immutable version of a log.
 * Two who ask at once wait for one answer; a failure is not remembered.
 * @param most answers kept; the one asked for longest ago goes first
 */
export function answerMemo<T>(most: number): (question: unknown, ask: () => Promise<T>) => Promise<T> {
  const kept = new Map<string, Promise<T>>();
  return (question, ask) => {
    const key = createHash('sha256').update(JSON.stringify(question)).digest('base64');
    const answer = kept.get(key) ?? ask();
    kept.delete(key);
    kept.set(key, answer);
    answer.catch(() => kept.get(key) === answer && kept.delete(key));
    if (kept.size > most) kept.delete(kept.keys().next().value!);
    return answer;
  };
}
