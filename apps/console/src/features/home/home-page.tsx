'use client';

import { useT } from '../../i18n';
import { Page, PageHeader } from '../../ui';

export function HomePage() {
  const t = useT();
  return (
    <Page>
      <PageHeader title={t('home.title')} />
    </Page>
  );
}
