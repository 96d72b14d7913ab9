'use client';

import { hasMessage, useT } from '../../i18n';
import { StateBadge } from '../../ui';
import type { EventBatch } from './event-types';

/** The word of a batch's state, with the phase while it is read. */
export function BatchState({ batch }: { batch: EventBatch }) {
  const t = useT();
  const phase = `events.phase.${batch.phase}`;
  return <StateBadge state={batch.state} label={batch.state === 'running' && batch.phase && hasMessage(phase) ? t(phase) : t(`events.state.${batch.state as 'done'}`)} />;
}
