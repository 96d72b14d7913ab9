'use client';

import type { GateResult } from '@bellwether/contracts';
import { CheckCircle2, XCircle } from 'lucide-react';
import Link from 'next/link';
import { useT, type MessageKey } from '../../i18n';

/** Every gate with what it expected and what it found; a refusing one says how to mend it. */
export function GateList({ gates, runId }: { gates: readonly GateResult[]; /** whose leak report a refusal leads to */ runId?: string }) {
  const t = useT();
  return (
    <ul className="divide-y divide-line">
      {gates.map((gate, i) => (
        <li key={i} className="flex items-start gap-3 py-2.5 first:pt-0 last:pb-0">
          {gate.passed ? <CheckCircle2 aria-hidden className="mt-0.5 size-4 shrink-0 text-good" /> : <XCircle aria-hidden className="mt-0.5 size-4 shrink-0 text-bad" />}
          <div className="min-w-0 flex-1 text-sm">
            <p className="font-medium">
              {t(`models.gate.${gate.gate}` as MessageKey)} <span className={gate.passed ? 'font-normal text-good' : 'font-normal text-bad'}>{t(gate.passed ? 'models.gate.passed' : 'models.gate.failed')}</span>
            </p>
            <p className="text-xs text-muted [overflow-wrap:anywhere]">
              <span className="text-subtle">{t('models.gate.expected')}</span> {gate.expected}
              <span aria-hidden className="mx-1.5 text-subtle">·</span>
              <span className="text-subtle">{t('models.gate.received')}</span> <span className="tabular text-fg">{gate.received}</span>
            </p>
            {!gate.passed && <p className="mt-0.5 text-xs text-muted [overflow-wrap:anywhere]">{gate.fix}</p>}
            {!gate.passed && gate.gate === 'leaks' && runId && <Link href={`/runs/${runId}?tab=data`} className="mt-1 inline-block text-xs text-accent hover:underline">{t('models.gate.openLeaks')}</Link>}
          </div>
        </li>
      ))}
    </ul>
  );
}
