'use client';

import type { RouterOutputs } from '@bellwether/api';
import { useT } from '../../../i18n';
import { useFormat } from '../../../ui';

type Answer = Pick<RouterOutputs['forecast']['series'], 'untold' | 'frequency'>;

/** Where a calendar of prices or promotions ends before the horizon: what stands past it stands on no plan. */
export function UntoldNote({ data }: { data: Answer }) {
  const t = useT();
  const format = useFormat();
  if (data.untold.length === 0) return null;
  return <>{data.untold.map((u) => <p key={u.column} className="text-sm text-muted">{t('stock.untold', { column: u.column, from: format.day(u.from), steps: u.steps, step: t(`stock.step.${data.frequency}`), count: u.products })}</p>)}</>;
}
