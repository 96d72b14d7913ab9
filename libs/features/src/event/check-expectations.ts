import type { EventTables, ExpectationOutcome, ExpectationRule } from '@bellwether/contracts';
import { ident, text, type DuckSession } from '../ingest/session';
import { registerEventViews } from './event-views';

type Checked = { tables: EventTables; rules: ExpectationRule[]; /** ISO 8601 */ now: string; /** of rows that name none */ currency: string };
type Rule<R extends ExpectationRule['rule']> = Extract<ExpectationRule, { rule: R }>;

/** Holds rules against the rows of a version that are in force (not corrected by later ones). One outcome a rule, in order. */
export async function checkExpectations(session: DuckSession, { tables, rules, now, currency }: Checked): Promise<ExpectationOutcome[]> {
  await registerEventViews(session, tables);
  const outcomes: ExpectationOutcome[] = [];
  for (const rule of rules) outcomes.push(await check(session, rule, now, currency));
  return outcomes;
}

/** Rows in force. */
const rows = (kind: string): string => `(SELECT * FROM ${ident(kind)} WHERE superseded_time IS NULL)`;
const EMPTY: ExpectationOutcome = { passed: true, empty: true, observed: {}, examples: [] };

async function check(session: DuckSession, rule: ExpectationRule, now: string, currency: string): Promise<ExpectationOutcome> {
  switch (rule.rule) {
    case 'filled': return share(session, rule, `${ident(rule.column)} IS NULL`, 'true');
    case 'range': return share(session, rule, outside(rule), `${ident(rule.column)} IS NOT NULL`);
    case 'known': {
      const { n } = await session.one<{ n: number }>(`SELECT count(*) AS n FROM ${rows(rule.in)}`);
      if (n === 0) return EMPTY;
      const there = `SELECT ${ident(rule.inColumn)}::VARCHAR AS k, min(event_time) AS first FROM ${rows(rule.in)} WHERE ${ident(rule.inColumn)} IS NOT NULL GROUP BY 1`;
      return share(session, rule, `known_there.k IS NULL${rule.notBefore ? ' OR event_time < known_there.first' : ''}`, `${ident(rule.column)} IS NOT NULL`, `LEFT JOIN (${there}) known_there ON known_there.k = r.${ident(rule.column)}::VARCHAR`);
    }
    case 'unique': return unique(session, rule);
    case 'fresh': return fresh(session, rule, now);
    case 'volume': return volume(session, rule);
    case 'no-gap': return noGap(session, rule);
    case 'one-currency': return oneCurrency(session, rule, currency);
  }
}

const outside = (rule: Rule<'range'>): string => [...(rule.min === null ? [] : [`${ident(rule.column)} < ${rule.min}`]), ...(rule.max === null ? [] : [`${ident(rule.column)} > ${rule.max}`])].join(' OR ') || 'false';

/** Rows that break a rule, as a share of those that it is about. */
async function share(session: DuckSession, rule: Rule<'filled' | 'range' | 'known'>, broken: string, about: string, join = ''): Promise<ExpectationOutcome> {
  const found = await session.one<{ n: number; bad: number; examples: string | null }>(`SELECT count(*) AS n, count(*) FILTER (WHERE ${broken}) AS bad, to_json(list(event_id ORDER BY event_id) FILTER (WHERE ${broken})[1:5])::VARCHAR AS examples FROM ${rows(rule.kind)} r ${join} WHERE ${about}`);
  if (found.n === 0) return EMPTY;
  const part = found.bad / found.n;
  return { passed: part <= rule.atMost, empty: false, observed: { rows: found.n, broken: found.bad, share: part, atMost: rule.atMost }, examples: JSON.parse(found.examples ?? '[]') as string[] };
}

async function unique(session: DuckSession, rule: Rule<'unique'>): Promise<ExpectationOutcome> {
  const columns = rule.columns.map(ident).join(', ');
  const groups = await session.rows<{ v: string; n: number }>(`SELECT concat_ws(' / ', ${rule.columns.map((c) => `${ident(c)}::VARCHAR`).join(', ')}) AS v, count(*) AS n FROM ${rows(rule.kind)} GROUP BY ${columns} HAVING count(*) > 1 ORDER BY n DESC LIMIT 5`);
  const { n, distinct } = await session.one<{ n: number; distinct: number }>(`SELECT coalesce(sum(c), 0)::BIGINT AS n, count(*) AS distinct FROM (SELECT count(*) AS c FROM ${rows(rule.kind)} GROUP BY ${columns})`);
  if (n === 0) return EMPTY;
  return { passed: n === distinct, empty: false, observed: { rows: n, broken: n - distinct }, examples: groups.map((g) => `${g.v} (${g.n})`) };
}

async function fresh(session: DuckSession, rule: Rule<'fresh'>, now: string): Promise<ExpectationOutcome> {
  const { newest, hours } = await session.one<{ newest: string | null; hours: number | null }>(`SELECT max(event_time)::VARCHAR AS newest, (epoch(${text(now)}::TIMESTAMPTZ::TIMESTAMP) - epoch(max(event_time))) / 3600 AS hours FROM ${rows(rule.kind)}`);
  if (newest === null || hours === null) return EMPTY;
  return { passed: hours <= rule.withinHours, empty: false, observed: { hours, withinHours: rule.withinHours, newest }, examples: [] };
}

/** The newest day is still being filled: the last whole one is judged. */
async function volume(session: DuckSession, rule: Rule<'volume'>): Promise<ExpectationOutcome> {
  const days = `SELECT event_time::DATE AS d, count(*) AS n FROM ${rows(rule.kind)} GROUP BY 1`;
  const [found] = await session.rows<{ d: string; n: number; usual: number | null }>(`WITH days AS (${days}), whole AS (SELECT max(d) - 1 AS d FROM days)
    SELECT w.d::VARCHAR AS d, coalesce(t.n, 0) AS n, (SELECT median(n) FROM (SELECT n FROM days p WHERE p.d < w.d AND dayofweek(p.d) = dayofweek(w.d) ORDER BY p.d DESC LIMIT 8)) AS usual FROM whole w LEFT JOIN days t ON t.d = w.d WHERE w.d IS NOT NULL`);
  if (!found || found.usual === null) return EMPTY;
  const change = found.n / found.usual - 1;
  return { passed: Math.abs(change) <= rule.changeAtMost, empty: false, observed: { day: found.d, rows: found.n, usual: found.usual, change, changeAtMost: rule.changeAtMost }, examples: [] };
}

async function noGap(session: DuckSession, rule: Rule<'no-gap'>): Promise<ExpectationOutcome> {
  const gaps = await session.rows<{ since: string; until: string; n: number }>(`SELECT (before + 1)::VARCHAR AS since, (d - 1)::VARCHAR AS until, d - before - 1 AS n FROM (SELECT d, lag(d) OVER (ORDER BY d) AS before FROM (SELECT DISTINCT event_time::DATE AS d FROM ${rows(rule.kind)})) WHERE before IS NOT NULL AND d - before > 1 ORDER BY n DESC, since LIMIT 5`);
  // a shorter gap breaks no rule, and is still told
  const broken = gaps.filter((g) => g.n >= rule.days);
  const { n } = await session.one<{ n: number }>(`SELECT count(*) AS n FROM ${rows(rule.kind)}`);
  if (n === 0) return EMPTY;
  return { passed: broken.length === 0, empty: false, observed: { longest: gaps[0]?.n ?? 0, days: rule.days }, examples: broken.map((g) => (g.since === g.until ? g.since : `${g.since} – ${g.until}`)) };
}

async function oneCurrency(session: DuckSession, rule: Rule<'one-currency'>, currency: string): Promise<ExpectationOutcome> {
  const found = await session.rows<{ c: string; n: number }>(`SELECT coalesce(currency, ${text(currency)}) AS c, count(*) AS n FROM ${rows(rule.kind)} GROUP BY 1 ORDER BY n DESC LIMIT 10`);
  if (found.length === 0) return EMPTY;
  return { passed: found.length === 1, empty: false, observed: { currencies: found.length, most: found[0]!.c }, examples: found.slice(0, 5).map((f) => `${f.c} ${f.n}`) };
}
