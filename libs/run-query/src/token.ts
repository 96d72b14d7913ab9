import { QueryError, type Span } from './query-error';

export type Segment = { text: string; quoted: boolean };

/** `word`: bare text, dots and quoted parts after a dot included (`params."learning rate"`); `quoted`: a quoted value. */
export type Token =
  | ({ kind: 'word'; raw: string; segments: Segment[] } & Span)
  | ({ kind: 'quoted'; text: string } & Span)
  | ({ kind: 'operator'; text: '=' | '!=' | '>' | '>=' | '<' | '<=' | '~' | '!~' } & Span)
  | ({ kind: '(' | ')' | ',' } & Span);

/** Longer than any filter a person writes; keeps the work of a request bounded. */
export const MAX_QUERY_LENGTH = 4000;

const WORD = /[^\s()=!<>~,"']/;

/** @throws QueryError unclosed-quote, unexpected, too-long */
export function tokenise(text: string): Token[] {
  if (text.length > MAX_QUERY_LENGTH) throw new QueryError({ code: 'too-long', message: `Expected a filter of at most ${MAX_QUERY_LENGTH} characters, received ${text.length}.`, from: MAX_QUERY_LENGTH, to: text.length, params: { limit: String(MAX_QUERY_LENGTH) } });
  const tokens: Token[] = [];
  let at = 0;
  while (at < text.length) {
    const c = text[at]!;
    if (/\s/.test(c)) at++;
    else {
      const token = readToken(text, at, c);
      tokens.push(token);
      at = token.to;
    }
  }
  return tokens;
}

function readToken(text: string, from: number, c: string): Token {
  if (c === '(' || c === ')' || c === ',') return { kind: c, from, to: from + 1 };
  if (c === '"' || c === "'") {
    const { text: value, to } = readQuoted(text, from);
    return { kind: 'quoted', text: value, from, to };
  }
  const operator = /^(==|!=|>=|<=|!~|=|>|<|~)/.exec(text.slice(from, from + 2))?.[1];
  if (operator) return { kind: 'operator', text: (operator === '==' ? '=' : operator) as '=', from, to: from + operator.length };
  if (!WORD.test(c)) throw new QueryError({ code: 'unexpected', message: `Expected a field, received ${JSON.stringify(c)}.`, from, to: from + 1, expected: ['field'], params: { found: c } });
  return readWord(text, from);
}

function readWord(text: string, from: number): Token {
  const segments: Segment[] = [];
  let at = from;
  let bare = '';
  const endBare = () => {
    if (bare !== '') segments.push(...bare.split('.').map((s) => ({ text: s, quoted: false })));
    bare = '';
  };
  while (at < text.length) {
    const c = text[at]!;
    if (WORD.test(c)) {
      bare += c;
      at++;
    } else if ((c === '"' || c === "'") && bare.endsWith('.')) {
      bare = bare.slice(0, -1);
      endBare();
      const quoted = readQuoted(text, at);
      segments.push({ text: quoted.text, quoted: true });
      at = quoted.to;
      if (text[at] !== '.') break;
      at++;
      // a dot at once followed by another quote continues the path
      if (text[at] === '"' || text[at] === "'") bare = '.';
    } else break;
  }
  endBare();
  return { kind: 'word', raw: text.slice(from, at), segments: segments.length ? segments : [{ text: '', quoted: false }], from, to: at };
}

/** A backslash before the quote or another backslash keeps that one; any other stands for itself, so that `\d` reads as written. */
function readQuoted(text: string, from: number): { text: string; to: number } {
  const mark = text[from]!;
  let value = '';
  for (let at = from + 1; at < text.length; at++) {
    const c = text[at]!;
    if (c === mark) return { text: value, to: at + 1 };
    if (c === '\\' && (text[at + 1] === mark || text[at + 1] === '\\')) value += text[++at];
    else value += c;
  }
  throw new QueryError({ code: 'unclosed-quote', message: `Expected a closing ${mark}, received the end of the filter.`, from, to: text.length, params: { quote: mark } });
}

/** The text in double quotes, such that `tokenise` reads it back unchanged. */
export const quote = (text: string): string => `"${text.replace(/\\(?=[\\"]|$)|"/g, (c) => `\\${c}`)}"`;
