'use client';

import Link from 'next/link';
import { useT } from '../../i18n';
import { Stat, useFormat } from '../../ui';
import type { HomeOverview } from './overview';

/** Four numbers that lead to their pages. */
export function CountStrip({ counts }: { counts: HomeOverview['counts'] }) {
  const t = useT();
  const format = useFormat();
  const items = [
    { href: '/data', label: t('home.counts.datasets'), value: counts.datasets },
    { href: '/runs', label: t('home.counts.runs'), value: counts.runsDone },
    { href: '/models', label: t('home.counts.models'), value: counts.models },
    { href: '/monitoring', label: t('home.counts.predictions'), value: counts.predictions },
  ];
  return (
    <ul className="grid grid-cols-2 overflow-hidden rounded-lg border bg-surface sm:grid-cols-4">
      {items.map((item) => (
        <li key={item.href} className="-mb-px -mr-px border-b border-r">
          <Link href={item.href} className="block px-4 py-3 -outline-offset-2 hover:bg-hover">
            <Stat label={item.label} value={format.number(item.value)} />
          </Link>
        </li>
      ))}
    </ul>
  );
}
