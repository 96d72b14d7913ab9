/** Pure number and time formatting: every number of the console goes through here. */

const DASH = '–';
const trimZeros = (s: string) => (s.includes('.') ? s.replace(/0+$/, '').replace(/\.$/, '') : s);

/** A plain number: thousands separated, at most `digits` significant digits after the leading ones; never 1e21 or -0. */
export function formatNumber(value: number | null | undefined, locale: string, digits = 4): string {
  if (value === null || value === undefined || Number.isNaN(value)) return DASH;
  if (!Number.isFinite(value)) return value > 0 ? '∞' : '−∞';
  if (value === 0) return '0';
  const size = Math.abs(value);
  if (Number.isInteger(value) && size < 1e12) return sign(new Intl.NumberFormat(locale).format(value));
  if (size >= 1e12 || size < 1e-5) return scientific(value, digits);
  const decimals = Math.max(0, Math.min(12, digits - 1 - Math.floor(Math.log10(size))));
  return sign(new Intl.NumberFormat(locale, { maximumFractionDigits: decimals }).format(value));
}

/** A number with so many decimals, whatever its size: for columns that are read down. */
export const formatFixed = (value: number, locale: string, decimals: number): string => (Number.isFinite(value) ? sign(new Intl.NumberFormat(locale, { minimumFractionDigits: decimals, maximumFractionDigits: decimals, signDisplay: 'negative' }).format(value)) : formatNumber(value, locale));

const SUPERSCRIPT: Record<string, string> = { '-': '⁻', '0': '⁰', '1': '¹', '2': '²', '3': '³', '4': '⁴', '5': '⁵', '6': '⁶', '7': '⁷', '8': '⁸', '9': '⁹' };

function scientific(value: number, digits: number): string {
  const [mantissa, exponent] = value.toExponential(digits - 1).split('e') as [string, string];
  const power = [...exponent.replace('+', '')].map((c) => SUPERSCRIPT[c] ?? c).join('');
  return sign(`${trimZeros(mantissa)} × 10${power}`);
}

// A real minus: the hyphen of Intl is too short beside tabular figures.
const sign = (s: string) => s.replace('-', '−');

/** Decimals that the half-width of an interval allows: its first two significant digits when it begins with 1, else the first. */
export function decimalsFor(halfWidth: number): number {
  if (!(halfWidth > 0) || !Number.isFinite(halfWidth)) return 4;
  const exponent = Math.floor(Math.log10(halfWidth));
  const leading = Math.floor(halfWidth / 10 ** exponent + 1e-9);
  return Math.max(0, Math.min(12, -exponent + (leading === 1 ? 1 : 0)));
}

export type Estimated = { value: number | null; lo: number | null; hi: number | null };

/** `0.934 ± 0.006`: digits as the uncertainty allows. Without an interval, four significant digits. */
export function formatEstimate(estimate: Estimated | null | undefined, locale: string): string {
  if (!estimate || estimate.value === null || !Number.isFinite(estimate.value)) return DASH;
  const half = halfWidth(estimate);
  if (half === null) return formatNumber(estimate.value, locale);
  const decimals = decimalsFor(half);
  const fixed = new Intl.NumberFormat(locale, { minimumFractionDigits: decimals, maximumFractionDigits: decimals });
  return `${sign(fixed.format(estimate.value))} ± ${fixed.format(half)}`;
}

function halfWidth({ value, lo, hi }: Estimated): number | null {
  if (value === null || lo === null || hi === null) return null;
  const half = Math.max(value - lo, hi - value);
  return half > 0 && Number.isFinite(half) ? half : null;
}

/** `0.928 to 0.940`, both with the digits that the width allows. */
export function formatRange(lo: number, hi: number, locale: string): string {
  const decimals = decimalsFor((hi - lo) / 2);
  const fixed = new Intl.NumberFormat(locale, { minimumFractionDigits: decimals, maximumFractionDigits: decimals });
  return `${sign(fixed.format(lo))} ${locale.startsWith('zh') ? '至' : 'to'} ${sign(fixed.format(hi))}`;
}

/** A share: 0.1547 is `15.5 %`. */
export function formatPercent(fraction: number | null | undefined, locale: string, decimals = 1): string {
  if (fraction === null || fraction === undefined || !Number.isFinite(fraction)) return DASH;
  return sign(new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: decimals, signDisplay: 'negative' }).format(fraction)).replace(/\s?%/, locale.startsWith('zh') ? '%' : ' %');
}

/** A change as a share: `+12 %`, `−3 %`; what rounds to nothing has no sign. */
export function formatChange(fraction: number | null | undefined, locale: string, decimals = 0): string {
  const text = formatPercent(fraction, locale, decimals);
  return fraction && fraction > 0 && /[1-9∞]/.test(text) ? `+${text}` : text;
}

/** Bytes in powers of 1024: `2.4 MiB`. */
export function formatBytes(bytes: number | bigint | null | undefined, locale: string): string {
  if (bytes === null || bytes === undefined) return DASH;
  let value = Number(bytes);
  const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];
  let unit = 0;
  while (value >= 1024 && unit < units.length - 1) {
    value /= 1024;
    unit += 1;
  }
  return `${new Intl.NumberFormat(locale, { maximumFractionDigits: value < 10 && unit > 0 ? 1 : 0 }).format(value)} ${units[unit]}`;
}

/** Human durations: `42 ms`, `3.2 s`, `3 m 12 s`, `2 h 5 m`, `3 d 4 h`. */
export function formatDuration(seconds: number | null | undefined, locale: string): string {
  if (seconds === null || seconds === undefined || !Number.isFinite(seconds)) return DASH;
  const zh = locale.startsWith('zh');
  const u = zh ? { d: ' 天', h: ' 小时', m: ' 分', s: ' 秒', ms: ' 毫秒' } : { d: ' d', h: ' h', m: ' m', s: ' s', ms: ' ms' };
  if (seconds < 0.9995) return `${seconds === 0 ? 0 : Math.max(1, Math.round(seconds * 1000))}${u.ms}`;
  if (seconds < 9.95) return `${trimZeros(seconds.toFixed(1))}${u.s}`;
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole}${u.s}`;
  const pair = (a: number, ua: string, b: number, ub: string) => (b === 0 ? `${a}${ua}` : `${a}${ua} ${b}${ub}`);
  if (whole < 3600) return pair(Math.floor(whole / 60), u.m, whole % 60, u.s);
  const minutes = Math.round(whole / 60);
  if (minutes < 1440) return pair(Math.floor(minutes / 60), u.h, minutes % 60, u.m);
  const hours = Math.round(whole / 3600);
  return pair(Math.floor(hours / 24), u.d, hours % 24, u.h);
}

/** `3 minutes ago`, `in 2 hours`, from `now`. */
export function formatRelative(at: Date, now: Date, locale: string): string {
  const seconds = (at.getTime() - now.getTime()) / 1000;
  const size = Math.abs(seconds);
  const style = new Intl.RelativeTimeFormat(locale, { numeric: 'auto', style: 'short' });
  if (size < 60) return style.format(Math.round(seconds), 'second');
  if (size < 3600) return style.format(Math.round(seconds / 60), 'minute');
  if (size < 86_400) return style.format(Math.round(seconds / 3600), 'hour');
  if (size < 30 * 86_400) return style.format(Math.round(seconds / 86_400), 'day');
  if (size < 365 * 86_400) return style.format(Math.round(seconds / (30.44 * 86_400)), 'month');
  return style.format(Math.round(seconds / (365.25 * 86_400)), 'year');
}

/** Date and time in the shop's zone. */
export const formatDateTime = (at: Date, locale: string, timeZone: string): string => new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'medium', timeZone }).format(at);

/** A day of a calendar, `1 Jan 2018`: `2018-01-01`, or epoch milliseconds that begin it in UTC. Text that is no day stays as it is. */
export function formatDay(at: string | number | null | undefined, locale: string): string {
  if (at === null || at === undefined) return DASH;
  const ms = typeof at === 'number' ? at : /^\d{4}-\d{2}-\d{2}$/.test(at) ? Date.parse(`${at}T00:00:00Z`) : Number.NaN;
  if (!Number.isFinite(ms)) return typeof at === 'number' ? DASH : at;
  return new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeZone: 'UTC' }).format(ms);
}

/** The month of a day, `Jan 2018`. Text that is no day stays as it is. */
export function formatMonth(day: string, locale: string): string {
  const ms = /^\d{4}-\d{2}-\d{2}$/.test(day) ? Date.parse(`${day}T00:00:00Z`) : Number.NaN;
  return Number.isFinite(ms) ? new Intl.DateTimeFormat(locale, { year: 'numeric', month: 'short', timeZone: 'UTC' }).format(ms) : day;
}

export function formatMoney(amount: number | null | undefined, currency: string, locale: string): string {
  if (amount === null || amount === undefined || !Number.isFinite(amount)) return DASH;
  return sign(new Intl.NumberFormat(locale, { style: 'currency', currency, maximumFractionDigits: Math.abs(amount) >= 1000 ? 0 : 2 }).format(amount));
}
