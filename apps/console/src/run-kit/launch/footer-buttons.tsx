'use client';

import { Rocket } from 'lucide-react';
import { createPortal } from 'react-dom';
import { useT } from '../../i18n';
import { Button, useFormat } from '../../ui';

/** The buttons of the sheet's foot, which know the form: the cost stands beside the one that spends it. */
export function FooterButtons({ target, busy, disabled, runs, seconds, onCancel }: { target: HTMLElement; busy: boolean; disabled: boolean; runs: number; seconds: number | null; onCancel: () => void }) {
  const t = useT();
  const format = useFormat();
  return createPortal(
    <>
      {seconds !== null && <span className="tabular mr-auto text-xs text-subtle">{t('launch.time', { time: format.duration(seconds) })}</span>}
      <Button onClick={onCancel}>{t('ui.cancel')}</Button>
      <Button variant="primary" icon={Rocket} type="submit" form="launch" busy={busy} disabled={disabled}>
        {t('launch.launch', { count: runs })}
      </Button>
    </>,
    target,
  );
}
