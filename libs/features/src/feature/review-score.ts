import { ASPECTS } from '@bellwether/declare';
import { ENGLISH_WORDS } from './review-words-en';
import { CHINESE_ASPECTS, CHINESE_WORDS } from './review-words-zh';

/** Changes with the words and the arithmetic below: what was kept of an older one is computed again. */
export const REVIEW_MODEL_VERSION = 1;
export const REVIEW_PARTS = ['sentiment', ...ASPECTS] as const;
export type ReviewPart = (typeof REVIEW_PARTS)[number];
/** From -1 to 1; missing where nothing of the kind is said. */
export type ReviewScore = Record<ReviewPart, number | null>;

type Words = ReadonlyMap<string, number>;
const read = (source: string): Words => new Map(source.trim().split(/\s+/).map((entry) => {
  const colon = entry.lastIndexOf(':');
  return [entry.slice(0, colon), Number(entry.slice(colon + 1)) / 100] as const;
}));

/** Of any shop, where the trained words are of one that sells clothes. Written by hand. */
const GENERAL = `
excellent:150 awesome:150 fantastic:150 brilliant:140 superb:150 great:120 good:70 nice:70 recommend:110 recommended:110 delicious:140 tasty:120 fresh:80 reliable:120 durable:110 sturdy:100 efficient:90 fast:70 quick:70 prompt:90 helpful:110 friendly:100 polite:90 affordable:90 bargain:90 genuine:80 authentic:90 works:60 worked:40 easy:60 smooth:50 satisfied:130 happy:100 pleased:110 impressed:120
bad:-120 awful:-180 terrible:-190 horrible:-190 worst:-200 useless:-180 broken:-170 broke:-170 defective:-180 faulty:-170 damaged:-160 scam:-210 fake:-190 counterfeit:-200 fraud:-190 refund:-120 waste:-170 junk:-180 garbage:-190 trash:-180 rude:-170 unhelpful:-150 late:-90 delayed:-110 slow:-80 missing:-110 wrong:-110 leaked:-150 leaking:-150 noisy:-90 overheats:-150 expired:-160 stale:-140 rotten:-180 overpriced:-130 expensive:-60 misleading:-150 poor:-130 poorly:-130 stopped:-120 crashed:-130 unreliable:-150 dirty:-120 smells:-80 stinks:-150
`;
const ENGLISH: Words = new Map([...read(GENERAL), ...read(ENGLISH_WORDS)]);
const CHINESE = read(CHINESE_WORDS);
const LONGEST = Math.max(...[...CHINESE.keys()].map((w) => w.length));

const ENGLISH_NEGATORS = new Set(['not', 'no', 'never', 'without', 'hardly', 'barely', "don't", "doesn't", "didn't", "isn't", "wasn't", "won't", "can't", "couldn't", "wouldn't", "aren't", "weren't", 'cannot', 'nor', 'dont', 'didnt', 'doesnt', 'isnt', 'wasnt']);
const CHINESE_NEGATORS = ['没有', '不太', '并不', '不是', '不够', '不怎么', '没', '不', '别', '非'];
const ENGLISH_ASPECTS: Record<(typeof ASPECTS)[number], RegExp> = {
  quality: /\b(quality|fabric|material|made|stitch\w*|seams?|thread|pilling|pilled|fell apart|durable|sturdy|broken?|defective|faulty|cheap(ly)? made|tore|ripped|shrunk|shrank|faded|genuine|fake|fresh)\b/,
  size: /\b(size[sd]?|sizing|fit(s|ted|ting)?|small|large|big|tight|loose|snug|petite|runs|short|long|length|waist|chest|shoulders?)\b/,
  price: /\b(price[sd]?|pricey|cost|costs|expensive|cheap|afford\w*|value|worth|money|sale|bargain|overpriced)\b/,
  delivery: /\b(deliver\w*|shipp\w*|arriv\w*|packag\w*|courier|late|delayed|parcel|box)\b/,
  looks: /\b(colou?rs?|looks?|looking|style|stylish|pretty|beautiful|cute|gorgeous|ugly|design|pattern|print|picture[sd]?|photo)\b/,
  service: /\b(service|staff|seller|support|customer care|refund\w*|exchange\w*|return\w*|replied|response|rude|helpful|friendly)\b/,
};
const CHINESE_ASPECT_WORDS = Object.fromEntries(ASPECTS.map((a) => [a, CHINESE_ASPECTS[a].split(' ')])) as Record<(typeof ASPECTS)[number], string[]>;

const isChinese = (text: string, language: string | null): boolean => language?.toLowerCase().startsWith('zh') ?? (text.match(/[\u4e00-\u9fff]/g)?.length ?? 0) > text.length * 0.2;

/** Sums the weights of a clause's words; those after a negation count by their own negated weight, or turned round. */
function englishClause(clause: string): { sum: number; words: number } {
  let [sum, words, negated] = [0, 0, 0];
  const seen = new Set<string>();
  for (const word of clause.match(/[a-z']+/g) ?? []) {
    if (ENGLISH_NEGATORS.has(word)) {
      negated = 4;
      continue;
    }
    const within = negated > 0;
    if (within) negated--;
    const key = within ? `-${word}` : word;
    if (seen.has(key)) continue;
    seen.add(key);
    const weight = ENGLISH.get(key) ?? (within ? -0.7 * (ENGLISH.get(word) ?? 0) : 0);
    if (weight !== 0) {
      sum += weight;
      words++;
    }
  }
  return { sum, words };
}

function chineseClause(clause: string): { sum: number; words: number } {
  let [sum, words] = [0, 0];
  for (let at = 0; at < clause.length; ) {
    let length = Math.min(LONGEST, clause.length - at);
    while (length > 0 && !CHINESE.has(clause.slice(at, at + length))) length--;
    if (length === 0) {
      at++;
      continue;
    }
    const before = clause.slice(Math.max(0, at - 3), at);
    const turned = CHINESE_NEGATORS.some((n) => before.endsWith(n));
    sum += (turned ? -0.8 : 1) * CHINESE.get(clause.slice(at, at + length))!;
    words++;
    at += length;
  }
  return { sum, words };
}

const squash = (sum: number): number => Math.round(Math.tanh(sum / 2) * 1e6) / 1e6;

/**
 * How a review sounds, and what it says of six aspects, each by the clauses that speak of it. A lexicon with weights, no network: the same words give the same number
 * everywhere. English weights were trained (review-words-en.ts), Chinese ones are written by hand.
 */
export function scoreReview(review: { title: string | null; text: string | null; language: string | null }): ReviewScore {
  const text = `${review.title ?? ''}. ${review.text ?? ''}`.toLowerCase().replaceAll('’', "'");
  const chinese = isChinese(text, review.language);
  const clauses = text.split(chinese ? /[。！？；，、.!?;,\n]+/ : /[.!?;\n,:()]+/).filter((c) => c.trim() !== '');
  let [total, words] = [0, 0];
  const aspects = new Map<string, number[]>();
  for (const clause of clauses) {
    const said = chinese ? chineseClause(clause) : englishClause(clause);
    total += said.sum;
    words += said.words;
    if (said.words === 0) continue;
    for (const aspect of ASPECTS) if (chinese ? CHINESE_ASPECT_WORDS[aspect].some((w) => clause.includes(w)) : ENGLISH_ASPECTS[aspect].test(clause)) aspects.set(aspect, [...(aspects.get(aspect) ?? []), said.sum]);
  }
  const meanOf = (aspect: string): number | null => {
    const sums = aspects.get(aspect);
    return sums ? squash(sums.reduce((a, b) => a + b, 0) / sums.length) : null;
  };
  return { sentiment: words === 0 ? null : squash(total), ...Object.fromEntries(ASPECTS.map((a) => [a, meanOf(a)])) } as ReviewScore;
}
