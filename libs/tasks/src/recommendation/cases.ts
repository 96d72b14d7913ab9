import { AppError } from '@bellwether/contracts';
import type { EventLog } from './events';
import { customersOf, prefixes, type History, type Sequences } from './sequences';

/** Lists to be made and what came after each. Case l belongs to customer[l], who is known up to event end[l] - 1. */
export type Cases = {
  /** @shape [cases] */
  customer: Int32Array;
  /** events of the log before this one are history @shape [cases] */
  end: Int32Array;
  /** when the list is made @shape [cases] @unit ms */
  now: Float64Array;
  /** held-out events of case l: event[targetStart[l]] .. @shape [cases + 1] */
  targetStart: Int32Array;
  /** @shape [targets] */
  event: Int32Array;
};

export type SplitParams = {
  /** leave-one-out: the last event of each customer is foreseen; time: everything after a moment; sessions: every next event of those who begin after a moment */
  protocol: 'leave-one-out' | 'time' | 'sessions';
  /** with protocols time and sessions: how long the test and the validation window are @unit days */
  windowDays: number;
  /** what the measured model may learn from: everything before what chose its settings, or also that */
  fit: 'before-validation' | 'with-validation';
  /** take items of the history out of the ranking */
  removeHistory: boolean;
  /** lists measured at most, customers drawn by a hash of their key */
  mostLists: number;
};

export type Split = {
  valid: Cases;
  test: Cases;
  /** what members learn from while settings are chosen */
  tune: Sequences;
  /** what the measured model learns from: the same, or with what was validated on */
  fit: Sequences;
  /** source rows of `fit`, ascending */
  fitRows: Int32Array;
  /** lists left out because what came next was in the removed history */
  repeats: number;
  /** said with every number */
  protocol: string;
};

const DAY_MS = 86_400_000;

/** Cuts the log into what is learnt from, what chooses and what judges. @throws AppError SPLIT_EMPTY */
export function splitEvents(log: EventLog, params: SplitParams): Split {
  const cut = params.protocol === 'leave-one-out' ? lastCuts(log, params.mostLists) : timeCuts(log, params.windowDays, params.protocol === 'time' ? whatComes : eachNext);
  const n = customersOf(log);
  const valid = gather(log, params, (c) => cut.valid(c));
  const test = gather(log, params, (c) => cut.test(c));
  for (const [name, part] of [['validation', valid], ['test', test]] as const) if (part.cases.customer.length === 0) throw emptySplit(name, log, params);
  const tune = prefixes(log, (c) => cut.keep.valid(c) - log.start[c]!);
  const fit = params.fit === 'with-validation' ? prefixes(log, (c) => cut.keep.test(c) - log.start[c]!) : tune;
  const keep = params.fit === 'with-validation' ? cut.keep.test : cut.keep.valid;
  const rows: number[] = [];
  for (let c = 0; c < n; c++) for (let e = log.start[c]!; e < keep(c); e++) rows.push(log.row[e]!);
  return { valid: valid.cases, test: test.cases, tune, fit, fitRows: Int32Array.from(rows).sort(), repeats: test.repeats, protocol: protocolSentence(params, test.cases) };
}

/** First event of a customer that is held out, and those held out. */
type HeldOut = { end: number; events: number[]; now: number };
/** Lists of a customer; none: only what is learnt from. */
type Cuts = { valid(c: number): HeldOut[]; test(c: number): HeldOut[]; /** events from here on are not learnt from */ keep: { valid(c: number): number; test(c: number): number } };

/** The last counted event tests, the one before it validates; customers with fewer than three events, and those whose lists are not measured, only teach. */
function lastCuts(log: EventLog, most: number): Cuts {
  const lastTwo = (c: number): [number, number] | null => {
    const counted: number[] = [];
    for (let e = log.start[c + 1]! - 1; e > log.start[c]! && counted.length < 2; e--) if (log.counts[e] === 1) counted.push(e);
    return counted.length === 2 && counted[1]! > log.start[c]! ? [counted[1]!, counted[0]!] : null;
  };
  const found = sampled(log, most, (c) => [lastTwo(c)].filter((two) => two !== null));
  const held = new Map(found.map(([c, [two]]) => [c, two!]));
  const one = (e: number | undefined): HeldOut[] => (e === undefined ? [] : [{ end: e, events: [e], now: log.time[e]! }]);
  return {
    valid: (c) => one(held.get(c)?.[0]), test: (c) => one(held.get(c)?.[1]),
    keep: { valid: (c) => held.get(c)?.[0] ?? log.start[c + 1]!, test: (c) => held.get(c)?.[1] ?? log.start[c + 1]! },
  };
}

/** Two windows at the end of the log, the later one tests. What lies after a moment is unknown at it, for everybody. */
function timeCuts(log: EventLog, windowDays: number, lists: (log: EventLog, part: Part) => HeldOut[]): Cuts {
  const last = log.time.reduce((m, t) => Math.max(m, t), Number.NEGATIVE_INFINITY);
  const testFrom = last - windowDays * DAY_MS;
  const validFrom = testFrom - windowDays * DAY_MS;
  const first = (c: number, moment: number): number => {
    let e = log.start[c + 1]!;
    while (e > log.start[c]! && log.time[e - 1]! > moment) e--;
    return e;
  };
  const window = (c: number, from: number, to: number): HeldOut[] => lists(log, { start: log.start[c]!, from: first(c, from), to: first(c, to), moment: from });
  return { valid: (c) => window(c, validFrom, testFrom), test: (c) => window(c, testFrom, Number.POSITIVE_INFINITY), keep: { valid: (c) => first(c, validFrom), test: (c) => first(c, testFrom) } };
}

/** Events from .. to - 1 of a customer whose events begin at start: those of a window that begins at a moment. */
type Part = { start: number; from: number; to: number; moment: number };

/** One list of a customer who is known at the moment: everything new that comes. */
function whatComes(log: EventLog, { start, from, to, moment }: Part): HeldOut[] {
  if (from === start) return [];
  const events: number[] = [];
  const seen = new Set<number>();
  for (let e = from; e < to; e++) if (log.counts[e] === 1 && !seen.has(log.item[e]!)) events.push((seen.add(log.item[e]!), e));
  return events.length === 0 ? [] : [{ end: from, events, now: moment }];
}

/** After each event of somebody who begins in the window a list. @source SR-GNN, Wu et al. 2019, and the session-based literature */
function eachNext(log: EventLog, { start, from, to }: Part): HeldOut[] {
  if (from > start) return [];
  return Array.from({ length: Math.max(0, to - from - 1) }, (_, k) => from + 1 + k).flatMap((e) => (log.counts[e] === 1 ? [{ end: e, events: [e], now: log.time[e]! }] : []));
}

function gather(log: EventLog, params: SplitParams, held: (c: number) => HeldOut[]): { cases: Cases; repeats: number } {
  const out = { customer: [] as number[], end: [] as number[], now: [] as number[], targetStart: [0], event: [] as number[] };
  let repeats = 0;
  const chosen = sampled(log, params.mostLists, held);
  for (const [c, lists] of chosen) for (const h of lists) {
    const history = params.removeHistory ? new Set(log.item.subarray(log.start[c]!, h.end)) : null;
    const events = history === null ? h.events : h.events.filter((e) => !history.has(log.item[e]!));
    if (events.length === 0) {
      repeats++;
      continue;
    }
    out.customer.push(c);
    out.end.push(h.end);
    out.now.push(h.now);
    out.event.push(...events);
    out.targetStart.push(out.event.length);
  }
  return { cases: { customer: Int32Array.from(out.customer), end: Int32Array.from(out.end), now: Float64Array.from(out.now), targetStart: Int32Array.from(out.targetStart), event: Int32Array.from(out.event) }, repeats };
}

/** All customers with something held out, or as many as there may be lists: those whose hash is smallest, whatever else is in the data. */
function sampled<H>(log: EventLog, most: number, held: (c: number) => H[]): [number, H[]][] {
  const all: [number, H[]][] = [];
  let lists = 0;
  for (let c = 0; c < customersOf(log); c++) {
    const own = held(c);
    lists += own.length;
    if (own.length > 0) all.push([c, own]);
  }
  if (lists <= most) return all;
  let room = most;
  const hash = new Map(all.map(([c]) => [c, textHash(log.customerKeys[c]!)]));
  return all.sort((a, b) => hash.get(a[0])! - hash.get(b[0])! || a[0] - b[0]).filter(([, own]) => (room -= own.length) >= 0).sort((a, b) => a[0] - b[0]);
}

/** FNV-1a with a final mix. */
export function textHash(text: string): number {
  let h = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) h = Math.imul(h ^ text.charCodeAt(i), 0x01000193);
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  return (h ^ (h >>> 13)) >>> 0;
}

const protocolSentence = ({ protocol, windowDays, fit, removeHistory }: SplitParams, test: Cases): string => {
  const held = {
    time: `global time split: everything in the last ${windowDays} days of customers known before`, 'leave-one-out': 'leave-one-out: the last event of each customer with three or more',
    sessions: `sessions of the last ${windowDays} days: each next event of customers who begin in them`,
  }[protocol];
  const learnt = protocol !== 'leave-one-out' ? (fit === 'with-validation' ? 'everything before the test window' : 'everything before the validation window') : fit === 'with-validation' ? 'u[:-1] (settings chosen on u[:-2])' : 'u[:-2]';
  return `${held}; full ranking of the catalogue, history ${removeHistory ? 'removed' : 'kept in the ranking'}, ties at the mean rank; fitted on ${learnt}; ${test.customer.length} lists.`;
};

function emptySplit(part: string, log: EventLog, params: SplitParams): AppError {
  const longest = Array.from({ length: customersOf(log) }, (_, c) => log.start[c + 1]! - log.start[c]!).reduce((m, l) => Math.max(m, l), 0);
  const fix = params.protocol !== 'leave-one-out' ? 'use a shorter window, or events of a longer time' : longest < 3 ? 'use more of each customer\'s events, or the protocol time' : 'keep history in the ranking where customers buy the same again';
  return new AppError({ code: 'SPLIT_EMPTY', message: `expected customers with something to foresee in the ${part} part, received none: the longest of ${customersOf(log)} histories has ${longest} events`, fix });
}

/** What was known when the list of a case was made. Views of the log, not copies. */
export function historyOf(log: Sequences, cases: Cases, l: number): History {
  const from = log.start[cases.customer[l]!]!;
  return { items: log.item.subarray(from, cases.end[l]!), times: log.time.subarray(from, cases.end[l]!), now: cases.now[l]! };
}
