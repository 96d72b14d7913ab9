'use client';

import { Command } from 'cmdk';
import { FlaskConical, Keyboard, Languages, SunMoon, Upload } from 'lucide-react';
import { useRouter } from 'next/navigation';
import { Dialog as Radix } from 'radix-ui';
import { useState } from 'react';
import { usePreferences, useT } from '../i18n';
import { EXTRA_PAGES, NAVIGATION } from './navigation';
import { PaletteGroup, PaletteItem } from './palette-items';
import { PaletteObjects } from './palette-objects';
import { useSession } from './session';

/** Ctrl-K: every page, object and action by typing a few letters. */
export function CommandPalette({ open, onOpenChange, onHelp }: { open: boolean; onOpenChange: (open: boolean) => void; onHelp: () => void }) {
  const t = useT();
  return (
    <Radix.Root open={open} onOpenChange={onOpenChange}>
      <Radix.Portal>
        <Radix.Overlay className="motion-fade fixed inset-0 z-40 bg-overlay" />
        <Radix.Content aria-describedby={undefined} className="motion-rise fixed inset-x-3 top-[10vh] z-50 mx-auto max-w-xl overflow-hidden rounded-lg bg-raised shadow-raised outline-none">
          <Radix.Title className="sr-only">{t('shell.palette')}</Radix.Title>
          <PaletteBody close={() => onOpenChange(false)} onHelp={onHelp} />
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}

function PaletteBody({ close, onHelp }: { close: () => void; onHelp: () => void }) {
  const t = useT();
  const router = useRouter();
  const { can } = useSession();
  const { locale, theme, setLocale, setTheme } = usePreferences();
  const [search, setSearch] = useState('');
  const go = (href: string) => {
    close();
    router.push(href);
  };
  const act = (run: () => void) => () => {
    close();
    run();
  };
  return (
    <Command label={t('shell.palette')} loop>
      <Command.Input autoFocus value={search} onValueChange={setSearch} placeholder={t('shell.palettePlaceholder')} className="h-12 w-full border-b bg-transparent px-4 text-base outline-none" />
      <Command.List className="scroll-thin max-h-[min(24rem,60vh)] overflow-y-auto p-2">
        <Command.Empty className="px-2 py-6 text-center text-sm text-subtle">{t('shell.paletteEmpty')}</Command.Empty>
        <PaletteObjects search={search} onGo={go} />
        <PaletteGroup heading={t('shell.palette.actions')}>
          {can('dataset.write') && <PaletteItem icon={Upload} label={t('shell.palette.uploadDataset')} onSelect={() => go('/data?upload=1')} />}
          {can('run.write') && <PaletteItem icon={FlaskConical} label={t('shell.palette.launchRun')} onSelect={() => go('/experiments?launch=1')} />}
          <PaletteItem icon={Languages} label={locale === 'en' ? '切换到简体中文 (Chinese)' : 'Switch to English (英文)'} onSelect={act(() => setLocale(locale === 'en' ? 'zh' : 'en'))} />
          {(['light', 'dark', 'system'] as const).filter((n) => n !== theme).map((n) => (
            <PaletteItem key={n} icon={SunMoon} label={`${t('shell.theme')}: ${t(`shell.theme.${n}`)}`} onSelect={act(() => setTheme(n))} />
          ))}
          <PaletteItem icon={Keyboard} label={t('shell.palette.shortcuts')} onSelect={act(onHelp)} />
        </PaletteGroup>
        <PaletteGroup heading={t('shell.palette.pages')}>
          {[...NAVIGATION, ...EXTRA_PAGES].map((item) => (
            <PaletteItem key={item.key} icon={item.icon} label={t(item.label)} keywords={[item.key]} hint={`g ${item.letter}`} onSelect={() => go(item.href)} />
          ))}
        </PaletteGroup>
      </Command.List>
    </Command>
  );
}
