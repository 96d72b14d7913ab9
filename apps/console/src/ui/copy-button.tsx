'use client';

import { Check, Copy } from 'lucide-react';
import { useEffect, useState } from 'react';
import { useT } from '../i18n';
import { Button, IconButton } from './button';

/** Works without the clipboard permission, and over plain http. */
async function copyText(text: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    const area = document.createElement('textarea');
    area.value = text;
    area.style.position = 'fixed';
    document.body.append(area);
    area.select();
    document.execCommand('copy');
    area.remove();
  }
}

export function CopyButton({ text, label, withText, className }: { text: string; /** says what is copied */ label?: string; /** a button with words */ withText?: boolean; className?: string }) {
  const t = useT();
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    if (!copied) return;
    const timer = setTimeout(() => setCopied(false), 1500);
    return () => clearTimeout(timer);
  }, [copied]);
  const copy = () => void copyText(text).then(() => setCopied(true));
  const name = copied ? t('ui.copied') : (label ?? t('ui.copy'));
  if (withText) {
    return (
      <Button size="sm" icon={copied ? Check : Copy} onClick={copy} className={className}>
        {name}
      </Button>
    );
  }
  return <IconButton icon={copied ? Check : Copy} label={name} size="sm" onClick={copy} className={className} />;
}
