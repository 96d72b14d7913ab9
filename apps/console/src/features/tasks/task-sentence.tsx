'use client';

import { taskSentence, type TaskSlot } from '@bellwether/declare';
import type { ComponentType, KeyboardEvent } from 'react';
import { usePreferences, useT } from '../../i18n';
import { Popover } from '../../ui';
import { CadenceEditor, DelayEditor, EntityEditor, HorizonEditor, PopulationEditor, SplitEditor, TargetEditor, type SlotProps } from './slot-editors';

const EDITORS: Record<TaskSlot, ComponentType<SlotProps>> = { target: TargetEditor, horizon: HorizonEditor, entity: EntityEditor, cadence: CadenceEditor, population: PopulationEditor, delay: DelayEditor, split: SplitEditor };

/** A real button is a box that cannot break over lines, and the sentence has to flow on a phone. */
function pressByKey(e: KeyboardEvent<HTMLElement>) {
  if (e.key !== 'Enter' && e.key !== ' ') return;
  e.preventDefault();
  e.currentTarget.click();
}

/** The declaration in the reader's language. Each part that can be changed is a button that opens its few choices. */
export function TaskSentence({ spec, onChange, readOnly }: SlotProps & { readOnly?: boolean }) {
  const t = useT();
  const { locale } = usePreferences();
  return (
    <p className="max-w-4xl text-lg leading-9" data-testid="sentence">
      {taskSentence(spec, locale).map((part, i) => {
        if (part.slot === null) return <span key={i}>{part.text}</span>;
        if (readOnly) return <span key={i} className="font-semibold">{part.text}</span>;
        const Editor = EDITORS[part.slot];
        return (
          <Popover key={i} label={t(`tasks.slot.${part.slot}`)} className="max-h-[min(32rem,var(--radix-popover-content-available-height))] w-[min(24rem,calc(100vw-2rem))] overflow-y-auto"
            trigger={<span role="button" tabIndex={0} onKeyDown={pressByKey} aria-label={`${t(`tasks.slot.${part.slot}`)}: ${part.text}`} className="cursor-pointer rounded-sm border-b-2 border-accent/40 bg-accent-soft px-1 text-left font-semibold text-accent transition-colors hover:border-accent [box-decoration-break:clone]">{part.text}</span>}>
            <Editor spec={spec} onChange={onChange} />
          </Popover>
        );
      })}
    </p>
  );
}
