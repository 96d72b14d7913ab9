import { QueryError, type Span } from './query-error';

/** A regular expression that means the same in JavaScript and in Postgres, and whose cost is bounded in both. */
export type SafeRegex = {
  source: string;
  /** the same for Postgres (advanced regular expressions): word boundaries are spelt differently there */
  postgres: string;
};

const MAX_PATTERN = 200;
/** Product of nested repeat counts: Postgres unrolls `{n}`, so `((a{50}){50}){50}` would be 125,000 states. */
const MAX_REPEATS = 500;

/**
 * Takes the shared subset only: characters, `.`, classes, groups, alternation, `^ $`, `* + ?`, `{m,n}`, `\d \w \s \D \W \S \b \B`, escaped punctuation.
 * Back-references and look-around are refused: with them matching can take exponential time.
 * @throws QueryError bad-regex, at the character
 */
export function readRegex(source: string, span: Span, offset: number): SafeRegex {
  const fail = (at: number, why: string): never => {
    const from = Math.min(offset + at, span.to);
    throw new QueryError({ code: 'bad-regex', message: `Expected a regular expression: ${why}.`, from, to: Math.max(from + 1, Math.min(span.to, from + 1)), params: { why } });
  };
  if (source === '') fail(0, 'it is empty');
  if (source.length > MAX_PATTERN) fail(MAX_PATTERN, `at most ${MAX_PATTERN} characters, received ${source.length}`);
  let postgres = '';
  const groups: { at: number; repeats: number }[] = [{ at: -1, repeats: 1 }];
  // what a quantifier would repeat: null where there is nothing
  let atom: { repeats: number } | null = null;
  for (let i = 0; i < source.length; ) {
    const c = source[i]!;
    if (c === '\\') {
      const escaped = readEscape(source, i, fail);
      postgres += escaped.postgres;
      atom = escaped.atom ? { repeats: 1 } : null;
      i += 2;
    } else if (c === '[') {
      const end = readClass(source, i, fail);
      postgres += source.slice(i, end);
      atom = { repeats: 1 };
      i = end;
    } else if (c === '(') {
      const plain = source.startsWith('(?:', i);
      if (!plain && source[i + 1] === '?') fail(i, 'look-around and flags are not taken');
      if (groups.length > 20) fail(i, 'at most 20 groups inside one another');
      groups.push({ at: i, repeats: 1 });
      postgres += plain ? '(?:' : '(';
      atom = null;
      i += plain ? 3 : 1;
    } else if (c === ')') {
      const group = groups.pop()!;
      if (groups.length === 0) fail(i, 'a ) without its (');
      postgres += c;
      atom = { repeats: group.repeats };
      i++;
    } else if (/[*+?{]/.test(c)) {
      const quantifier = readQuantifier(source, i, fail);
      if (!atom) fail(i, `nothing before ${c} to repeat`);
      const repeats = atom!.repeats * quantifier.times;
      if (repeats > MAX_REPEATS) fail(i, `repeats multiply to more than ${MAX_REPEATS}`);
      const top = groups.at(-1)!;
      top.repeats = Math.max(top.repeats, repeats);
      postgres += quantifier.text;
      atom = null;
      i += quantifier.text.length;
    } else {
      if (c === ']' || c === '}') fail(i, `write \\${c} for the character ${c}`);
      postgres += c;
      atom = c === '^' || c === '$' || c === '|' ? null : { repeats: 1 };
      i++;
    }
  }
  if (groups.length > 1) fail(groups.at(-1)!.at, 'a ( without its )');
  return { source, postgres };
}

type Fail = (at: number, why: string) => never;

function readEscape(source: string, i: number, fail: Fail): { postgres: string; atom: boolean } {
  const e = source[i + 1];
  if (e === undefined) return fail(i, 'a \\ at the end');
  if (/[dwsDWS]/.test(e)) return { postgres: `\\${e}`, atom: true };
  if (e === 'b') return { postgres: '\\y', atom: false };
  if (e === 'B') return { postgres: '\\Y', atom: false };
  if (/[A-Za-z0-9]/.test(e)) return fail(i, `\\${e} is not taken`);
  return { postgres: `\\${e}`, atom: true };
}

/** @returns the index after the closing bracket */
function readClass(source: string, start: number, fail: Fail): number {
  let i = start + 1;
  if (source[i] === '^') i++;
  if (source[i] === ']') fail(i, 'write \\] inside [ ]');
  for (; i < source.length && source[i] !== ']'; i++) {
    // [: [. [= begin names in Postgres, and a plain bracket in JavaScript
    if (source[i] === '[') fail(i, 'write \\[ inside [ ]');
    if (source[i] === '\\') {
      if (/[A-Za-z0-9]/.test(source[i + 1] ?? '') && !/[dws]/.test(source[i + 1]!)) fail(i, `\\${source[i + 1]} is not taken inside [ ]`);
      i++;
    } else if (source[i + 1] === '-' && source[i + 2] !== ']' && source[i + 2] !== undefined && source[i + 2] !== '\\' && source[i + 2]! < source[i]!) fail(i, 'a range that runs backwards');
  }
  if (i >= source.length) fail(start, 'a [ without its ]');
  return i + 1;
}

function readQuantifier(source: string, i: number, fail: Fail): { text: string; times: number } {
  if (source[i] !== '{') return { text: source[i]!, times: 1 };
  const found = /^\{(\d{1,3})(,(\d{0,3}))?\}/.exec(source.slice(i));
  if (!found) return fail(i, 'write \\{ for the character {');
  const least = Number(found[1]);
  const most = found[3] ? Number(found[3]) : least;
  if (most < least) fail(i, 'a repeat that runs backwards');
  if (most > 100) fail(i, 'at most 100 repeats');
  return { text: found[0], times: Math.max(1, most) };
}

/** The same pattern for JavaScript; `.` takes every character, as it does in Postgres. */
export const toRegExp = (regex: SafeRegex): RegExp => new RegExp(regex.source, 'is');
