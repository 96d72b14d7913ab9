'use client';

import { Compass } from 'lucide-react';
import Link from 'next/link';
import { useT } from '../i18n';
import { Button } from '../ui/button';
import { EmptyState } from '../ui/empty-state';

/** No such page, or an object of another shop: nobody is told which. */
export function NotFound() {
  const t = useT();
  return (
    <EmptyState
      className="min-h-[60vh]"
      icon={Compass}
      title={<h1>{t('shell.notFound')}</h1>}
      action={
        <Button variant="primary" asChild>
          <Link href="/">{t('shell.goHome')}</Link>
        </Button>
      }
    >
      {t('shell.notFoundHint')}
    </EmptyState>
  );
}
