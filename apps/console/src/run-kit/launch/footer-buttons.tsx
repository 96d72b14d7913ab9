'use client';

import { Rocket, Telescope } from 'lucide-react';
import { createPortal } from 'react-dom';
import { useT } from '../../i18n';
import { Button, useFormat } from '../../ui';

/** The buttons of the sheet's foot, which know the form: the cost stands beside the one that spends it. */
export function FooterButtons({ target, busy, disabled, runs, seconds, search = false, onCancel }: { target: HTMLElement; busy: boolean; disabled: boolean; runs: number; seconds: number | null; search?: boolean; onCancel: () => void }) {
  const t = useT();
  const format = useFormat();
  return createPortal(
    <>
      {seconds !== null && <span className="tabular mr-auto text-xs text-subtle">{t('launch.time', { time: format.duration(seconds) })}</span>}
      <Button onClick={onCancel}>{t('ui.cancel')}</Button>
      <Button variant="primary" icon={search ? Telescope : Rocket} type="submit" form="launch" busy={busy} disabled={disabled}>
        {search ? t('search.start') : t('launch.launch', { count: runs })}
      </Button>
    </>,
    target,
  );
}
