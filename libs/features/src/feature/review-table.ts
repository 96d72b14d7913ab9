import type { DuckSession } from '../ingest/session';
import { REVIEW_PARTS, scoreReview } from './review-score';

const BATCH = 5000;
const made = new WeakMap<object, Promise<void>>();

/** Scores every review of the log once a database: (event_id, known_time, sentiment, …), for rows to be joined. */
export function makeReviewScores(session: DuckSession): Promise<void> {
  const known = made.get(session.instance) ?? scoreReviews(session);
  made.set(session.instance, known);
  return known;
}

async function scoreReviews(session: DuckSession): Promise<void> {
  await session.run(`CREATE OR REPLACE TABLE review_score (event_id VARCHAR, known_time TIMESTAMP, ${REVIEW_PARTS.map((p) => `${p} DOUBLE`).join(', ')})`);
  const { n } = await session.one<{ n: number }>('SELECT count(*) AS n FROM review');
  await session.run('CREATE OR REPLACE TEMP TABLE review_text AS SELECT row_number() OVER () AS k, event_id, known_time, title, text, language FROM review');
  for (let from = 0; from < n; from += BATCH) {
    const rows = await session.rows<{ event_id: string; us: string; title: string | null; text: string | null; language: string | null }>(`SELECT event_id, epoch_us(known_time)::VARCHAR AS us, title, text, language FROM review_text WHERE k > ${from} AND k <= ${from + BATCH} ORDER BY k`);
    await session.fill('review_score', rows.map((r) => {
      const score = scoreReview(r);
      return [r.event_id, { us: BigInt(r.us) }, ...REVIEW_PARTS.map((p) => score[p])];
    }));
  }
  await session.run('DROP TABLE review_text');
}
