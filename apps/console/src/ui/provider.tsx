'use client';

import { Tooltip } from 'radix-ui';
import type { ReactNode } from 'react';
import { usePreferences } from '../i18n';
import { ConfirmProvider } from './confirm';
import { Toaster } from './toast';

/** What the primitives need once, near the root. */
export function UiProvider({ children }: { children: ReactNode }) {
  const { theme } = usePreferences();
  return (
    <Tooltip.Provider delayDuration={350} skipDelayDuration={150}>
      <ConfirmProvider>{children}</ConfirmProvider>
      <Toaster theme={theme} />
    </Tooltip.Provider>
  );
}
