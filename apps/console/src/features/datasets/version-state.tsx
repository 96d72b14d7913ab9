'use client';

import type { DatasetVersionSummary } from '@bellwether/contracts';
import { useT } from '../../i18n';
import { Badge } from '../../ui';

/** What a version is doing, in a word. */
export function VersionState({ version }: { version: Pick<DatasetVersionSummary, 'state' | 'number' | 'progress'> }) {
  const t = useT();
  if (version.state === 'ready') return <Badge tone="good">{t('datasets.version', { number: version.number })}</Badge>;
  if (version.state === 'failed') return <Badge tone="bad">{t('datasets.failed')}</Badge>;
  const phase = version.progress?.phase;
  const word = phase === 'profiling' ? t('datasets.phase.profiling') : phase === 'reading' ? t('datasets.phase.reading') : phase === 'writing' ? t('datasets.phase.writing') : t('datasets.phase.waiting');
  return <Badge tone="info">{word}</Badge>;
}
