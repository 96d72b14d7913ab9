import { readFileSync } from 'node:fs';
import path from 'node:path';
import { colorIndexOf, COLOR_COUNT, seriesStyles } from './palette';

type Rgb = [number, number, number];
const css = readFileSync(path.join(import.meta.dirname, '../app/globals.css'), 'utf8');
const token = (name: string, theme: 'light' | 'dark'): Rgb => {
  const match = new RegExp(`--${name}: light-dark\\((#[0-9a-f]{6}), (#[0-9a-f]{6})\\)`).exec(css);
  if (!match) throw new Error(`no token ${name}`);
  const hex = theme === 'light' ? match[1]! : match[2]!;
  return [1, 3, 5].map((i) => parseInt(hex.slice(i, i + 2), 16) / 255) as Rgb;
};
const linear = (v: number) => (v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
const luminance = (c: Rgb) => 0.2126 * linear(c[0]) + 0.7152 * linear(c[1]) + 0.0722 * linear(c[2]);
const contrast = (a: Rgb, b: Rgb) => {
  const [x, y] = [luminance(a), luminance(b)].sort((p, q) => q - p) as [number, number];
  return (x + 0.05) / (y + 0.05);
};

// Machado, Oliveira and Fernandes (2009), severity 1.0, on linear RGB.
const BLINDNESS: Record<string, number[][]> = {
  none: [[1, 0, 0], [0, 1, 0], [0, 0, 1]],
  protanopia: [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]],
  deuteranopia: [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.01182, 0.04294, 0.968881]],
  tritanopia: [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.3039]],
};

/** OKLab of a colour as somebody with this sight sees it. */
function seen(c: Rgb, sight: string): Rgb {
  const l = c.map(linear);
  const [r, g, b] = BLINDNESS[sight]!.map((row) => Math.max(0, Math.min(1, row[0]! * l[0]! + row[1]! * l[1]! + row[2]! * l[2]!))) as Rgb;
  const lms = [0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b, 0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b, 0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b].map(Math.cbrt) as Rgb;
  return [0.2104542553 * lms[0] + 0.793617785 * lms[1] - 0.0040720468 * lms[2], 1.9779984951 * lms[0] - 2.428592205 * lms[1] + 0.4505937099 * lms[2], 0.0259040371 * lms[0] + 0.7827717662 * lms[1] - 0.808675766 * lms[2]];
}
const apart = (a: Rgb, b: Rgb) => Math.hypot(a[0] - b[0], a[1] - b[1], a[2] - b[2]) * 100;

const cats = (theme: 'light' | 'dark') => Array.from({ length: COLOR_COUNT }, (_, i) => token(`cat-${i + 1}`, theme));

describe.each(['light', 'dark'] as const)('%s theme', (theme) => {
  test.each(Object.keys(BLINDNESS))('series colours stay apart with %s', (sight) => {
    const colours = cats(theme).map((c) => seen(c, sight));
    let least = { distance: Infinity, pair: '' };
    colours.forEach((a, i) => colours.slice(i + 1).forEach((b, j) => {
      const distance = apart(a, b);
      if (distance < least.distance) least = { distance, pair: `${i + 1} and ${i + j + 2}` };
    }));
    // 100 x OKLab distance; about 2 is just noticeable, and a dash pattern helps as well.
    expect(least.distance > 7 ? 'apart' : `${least.pair}: ${least.distance.toFixed(1)}`).toBe('apart');
  });

  test('series colours reach 3:1 on a surface, text tokens 4.5:1 on every background they stand on', () => {
    const surface = token('surface', theme);
    for (const [i, c] of cats(theme).entries()) expect([i + 1, contrast(c, surface) >= 3]).toEqual([i + 1, true]);
    const low: string[] = [];
    for (const background of ['bg', 'surface', 'raised', 'sunken', 'hover', 'selected']) {
      for (const text of ['fg', 'fg-muted', 'fg-subtle', 'accent']) {
        const ratio = contrast(token(text, theme), token(background, theme));
        if (ratio < 4.5) low.push(`${text} on ${background}: ${ratio.toFixed(2)}`);
      }
    }
    for (const tone of ['good', 'warning', 'bad', 'info', 'accent']) {
      const ratio = contrast(token(tone, theme), token(`${tone}-soft`, theme));
      if (ratio < 4.5) low.push(`${tone} on ${tone}-soft: ${ratio.toFixed(2)}`);
    }
    const button = contrast(token('accent-fg', theme), token('accent', theme));
    if (button < 4.5) low.push(`accent-fg on accent: ${button.toFixed(2)}`);
    expect(low).toEqual([]);
    expect(contrast(token('control', theme), token('surface', theme))).toBeGreaterThanOrEqual(3);
  });
});

test('an id keeps its colour, and two of one colour in a chart differ in their dash', () => {
  const id = 'b2f7f2a0-4c41-4c0e-9d26-7a1c3f1f0a11';
  expect(colorIndexOf(id)).toBe(colorIndexOf(id));
  const twins = Array.from({ length: 200 }, (_, i) => `run-${i}`).filter((each) => colorIndexOf(each) === colorIndexOf('run-0')).slice(0, 2);
  const [a, b] = seriesStyles(twins);
  expect(a!.index).toBe(b!.index);
  expect(a!.dash).not.toEqual(b!.dash);
});
