import type { Db } from './create-db';

type Waiting<Q, A> = { question: Q; resolve: (answer: A) => void; reject: (e: unknown) => void };

/** Questions in one statement. */
const MOST = 500;

/**
 * Answers many callers with few statements: whoever asks while a statement is under way shares the next one. No answer is older than
 * its question, nobody waits alone, and a busy server asks the database a few hundred times a second, however many requests come.
 * @param answer one answer for each question, in their order
 */
export function grouped<Q, A>(answer: (db: Db, questions: Q[]) => Promise<A[]>): (db: Db, question: Q) => Promise<A> {
  const groups = new WeakMap<Db, { waiting: Waiting<Q, A>[]; busy: boolean }>();
  return (db, question) => {
    const group = groups.get(db) ?? { waiting: [], busy: false };
    groups.set(db, group);
    return new Promise<A>((resolve, reject) => {
      group.waiting.push({ question, resolve, reject });
      if (!group.busy) void drain();
    });

    async function drain(): Promise<void> {
      group.busy = true;
      while (group.waiting.length > 0) {
        const asked = group.waiting.splice(0, MOST);
        try {
          const answers = await answer(db, asked.map((w) => w.question));
          asked.forEach((w, i) => w.resolve(answers[i]!));
        } catch (e) {
          for (const w of asked) w.reject(e);
        }
      }
      group.busy = false;
    }
  };
}
