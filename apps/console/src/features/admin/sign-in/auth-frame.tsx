'use client';

import type { ReactNode } from 'react';
import { LOCALES, usePreferences, useT } from '../../../i18n';
import { Logo } from '../../../shell/logo';
import { SegmentedControl } from '../../../ui';
import { ForecastPicture } from './forecast-picture';

const LANGUAGE = { en: 'EN', zh: '中文' } as const;

/** What is around sign-in and setup: the promise at the left, the form at the right; on a phone the form alone. */
export function AuthFrame({ title, lead, children }: { title: string; lead?: ReactNode; children: ReactNode }) {
  const t = useT();
  const { locale, setLocale } = usePreferences();
  return (
    <div className="grid min-h-dvh lg:grid-cols-[minmax(0,1.1fr)_minmax(0,1fr)]">
      <aside className="relative hidden overflow-hidden border-r bg-sunken lg:flex lg:flex-col lg:justify-between">
        <div className="flex items-center gap-2.5 p-10">
          <Logo className="size-8" />
          <span className="text-lg font-semibold">{t('shell.product')}</span>
        </div>
        <ForecastPicture className="w-full" />
        <div className="max-w-xl space-y-3 p-10">
          <p className="text-2xl font-semibold text-balance [letter-spacing:-0.015em]">{t('auth.claim.title')}</p>
          <p className="max-w-md text-base text-muted">{t('auth.claim.body')}</p>
        </div>
      </aside>
      <div className="flex min-w-0 flex-col">
        <div className="flex items-center justify-between p-4 sm:p-6 lg:justify-end">
          <span className="flex items-center gap-2 lg:invisible lg:absolute">
            <Logo className="size-7" />
            <span className="text-base font-semibold">{t('shell.product')}</span>
          </span>
          <SegmentedControl size="sm" label={t('shell.language')} value={locale} onChange={setLocale} options={LOCALES.map((l) => ({ value: l, label: <span lang={l === 'zh' ? 'zh-CN' : 'en'}>{LANGUAGE[l]}</span> }))} />
        </div>
        <main className="flex flex-1 items-start justify-center px-4 pb-16 pt-[6vh] sm:items-center sm:pt-0">
          <div className="w-full max-w-sm">
            <h1 className="text-2xl font-semibold [letter-spacing:-0.015em]">{title}</h1>
            {lead && <p className="mt-1 text-base text-muted">{lead}</p>}
            <div className="mt-6">{children}</div>
          </div>
        </main>
      </div>
    </div>
  );
}
