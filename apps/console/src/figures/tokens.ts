'use client';

import { useEffect, useMemo, useState } from 'react';
import { usePreferences } from '../i18n';

/** Colours of globals.css as a canvas understands them. */
export type Tokens = { fg: string; muted: string; subtle: string; line: string; lineStrong: string; surface: string; raised: string; sunken: string; accent: string; accentSoft: string; bad: string; good: string; cat: string[]; font: string };

const NAMES = { fg: '--fg', muted: '--fg-muted', subtle: '--fg-subtle', line: '--line', lineStrong: '--line-strong', surface: '--surface', raised: '--raised', sunken: '--sunken', accent: '--accent', accentSoft: '--accent-soft', bad: '--bad', good: '--good' } as const;

/** light-dark() is only resolved in a real property, so a hidden element wears each colour in turn. */
export function readTokens(): Tokens {
  const probe = document.createElement('span');
  probe.style.display = 'none';
  document.body.append(probe);
  const read = (name: string) => {
    probe.style.color = `var(${name})`;
    return getComputedStyle(probe).color;
  };
  const named = Object.fromEntries(Object.entries(NAMES).map(([key, name]) => [key, read(name)])) as Record<keyof typeof NAMES, string>;
  const cat = Array.from({ length: 8 }, (_, i) => read(`--cat-${i + 1}`));
  const font = getComputedStyle(document.documentElement).fontFamily;
  probe.remove();
  return { ...named, cat, font };
}

/** The tokens of the theme in force, read again when it changes; null before the first paint. */
export function useTokens(): Tokens | null {
  const { theme } = usePreferences();
  const [system, setSystem] = useState(0);
  const [mounted, setMounted] = useState(false);
  useEffect(() => {
    const first = setTimeout(() => setMounted(true), 0);
    const media = window.matchMedia('(prefers-color-scheme: dark)');
    const changed = () => setSystem((n) => n + 1);
    media.addEventListener('change', changed);
    return () => {
      clearTimeout(first);
      media.removeEventListener('change', changed);
    };
  }, []);
  // eslint-disable-next-line react-hooks/exhaustive-deps -- theme and system are what the computed colours depend on
  return useMemo(() => (mounted ? readTokens() : null), [mounted, theme, system]);
}

/** `rgb(1, 2, 3)` with an alpha. */
export const withAlpha = (color: string, alpha: number): string => color.replace(/^rgb\((.*)\)$/, (_, body: string) => `rgba(${body}, ${alpha})`);
