'use client';

import { createContext, useCallback, useContext, useRef, useState, type ReactNode } from 'react';
import { useT } from '../i18n';
import { Button } from './button';
import { Dialog } from './dialog';
import { Input } from './input';

type Question = {
  title: string;
  /** what will happen, and what will not come back */
  body?: ReactNode;
  confirmLabel?: string;
  /** where "Cancel" could be taken for the deed itself */
  keepLabel?: string;
  danger?: boolean;
  /** must be typed before the button works */
  typeToConfirm?: string;
};

const ConfirmContext = createContext<((q: Question) => Promise<boolean>) | null>(null);

/** `const confirm = useConfirm(); if (await confirm({ title, body, danger: true })) ...` */
export function useConfirm() {
  const ask = useContext(ConfirmContext);
  if (!ask) throw new Error('useConfirm needs UiProvider above it');
  return ask;
}

export function ConfirmProvider({ children }: { children: ReactNode }) {
  const t = useT();
  const [question, setQuestion] = useState<Question | null>(null);
  const [typed, setTyped] = useState('');
  const answer = useRef<(yes: boolean) => void>(() => {});
  const ask = useCallback((q: Question) => {
    setTyped('');
    setQuestion(q);
    return new Promise<boolean>((resolve) => {
      answer.current = resolve;
    });
  }, []);
  const finish = (yes: boolean) => {
    answer.current(yes);
    setQuestion(null);
  };
  const blocked = question?.typeToConfirm !== undefined && typed !== question.typeToConfirm;
  return (
    <ConfirmContext value={ask}>
      {children}
      <Dialog
        open={question !== null}
        onOpenChange={(open) => !open && finish(false)}
        title={question?.title ?? ''}
        footer={
          <>
            <Button onClick={() => finish(false)}>{question?.keepLabel ?? t('ui.cancel')}</Button>
            <Button variant={question?.danger ? 'danger' : 'primary'} disabled={blocked} onClick={() => finish(true)}>
              {question?.confirmLabel ?? t('ui.confirm')}
            </Button>
          </>
        }
      >
        <div className="space-y-3 text-base text-muted">
          {question?.body}
          {question?.typeToConfirm !== undefined && <Input aria-label={t('ui.confirm.type', { name: question.typeToConfirm })} placeholder={t('ui.confirm.type', { name: question.typeToConfirm })} value={typed} onChange={(e) => setTyped(e.target.value)} />}
        </div>
      </Dialog>
    </ConfirmContext>
  );
}
