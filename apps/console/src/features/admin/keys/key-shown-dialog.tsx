'use client';

import { useT } from '../../../i18n';
import { Button, CodeBlock, Dialog } from '../../../ui';

/** The one time a key is seen. It lives in this component's props and goes with it. */
export function KeyShownDialog({ made, onClose }: { made: { name: string; secret: string }; onClose: () => void }) {
  const t = useT();
  const curl = `curl ${window.location.origin}/api/v1/user/me \\\n  -H 'authorization: Bearer ${made.secret}'`;
  return (
    <Dialog open onOpenChange={(open) => !open && onClose()} title={t('admin.keys.shown')} description={t('admin.keys.shownLead')} className="max-w-2xl" footer={<Button variant="primary" onClick={onClose}>{t('admin.keys.copied')}</Button>}>
      <div className="space-y-4">
        <CodeBlock code={made.secret} label={made.name} wrap />
        <div className="space-y-1">
          <p className="text-sm font-medium">{t('admin.keys.try')}</p>
          <CodeBlock code={curl} label={t('admin.keys.try')} />
        </div>
      </div>
    </Dialog>
  );
}
