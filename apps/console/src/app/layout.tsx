import '@fontsource-variable/inter/index.css';
import './globals.css';
import type { Metadata, Viewport } from 'next';
import { cookies, headers } from 'next/headers';
import type { ReactNode } from 'react';
import { intlLocale, LOCALE_COOKIE, pickLocale, pickTheme, THEME_COOKIE } from '../i18n/locale';
import { PreferencesProvider } from '../i18n/provider';
import { ApiProvider } from '../trpc/client';
import { UiProvider } from '../ui/provider';

export const metadata: Metadata = { title: { default: 'Bellwether', template: '%s · Bellwether' }, description: 'Predictions for online shops that can be defended.' };
export const viewport: Viewport = { width: 'device-width', initialScale: 1, themeColor: [{ media: '(prefers-color-scheme: light)', color: '#f7f8fa' }, { media: '(prefers-color-scheme: dark)', color: '#0b0d11' }] };

export default async function RootLayout({ children }: { children: ReactNode }) {
  const jar = await cookies();
  const locale = pickLocale(jar.get(LOCALE_COOKIE)?.value, (await headers()).get('accept-language'));
  const theme = pickTheme(jar.get(THEME_COOKIE)?.value);
  return (
    <html lang={intlLocale(locale)} data-theme={theme} suppressHydrationWarning>
      <body>
        <PreferencesProvider locale={locale} theme={theme}>
          <ApiProvider>
            <UiProvider>{children}</UiProvider>
          </ApiProvider>
        </PreferencesProvider>
      </body>
    </html>
  );
}
