'use client';

import { UploadCloud } from 'lucide-react';
import { useRef, useState, type ReactNode } from 'react';
import { Button } from './button';
import { cn } from './cn';

type FileDropProps = { /** what may be dropped, or what was */ children: ReactNode; /** names the file input */ label: string; /** on the button; the label unless told */ action?: string; accept: string; multiple?: boolean; disabled?: boolean; busy?: boolean; className?: string; onFiles: (files: File[]) => void };

/** A place to drop files on, or to choose them. The same file may be chosen again. */
export function FileDrop({ children, label, action = label, accept, multiple, disabled, busy, className, onFiles }: FileDropProps) {
  const input = useRef<HTMLInputElement>(null);
  const [over, setOver] = useState(false);
  const give = (list: FileList | null) => {
    const files = [...(list ?? [])];
    if (files.length > 0 && !disabled && !busy) onFiles(multiple ? files : files.slice(0, 1));
  };
  return (
    <div
      onDragOver={(e) => { e.preventDefault(); setOver(true); }}
      onDragLeave={() => setOver(false)}
      onDrop={(e) => { e.preventDefault(); setOver(false); give(e.dataTransfer.files); }}
      className={cn('flex flex-col items-center gap-3 rounded-lg border border-dashed px-6 py-12 text-center text-sm text-muted', over ? 'border-accent bg-hover' : 'bg-sunken', className)}
    >
      <UploadCloud aria-hidden className="size-7 text-subtle" />
      {children}
      <Button disabled={disabled} busy={busy} onClick={() => input.current?.click()}>{action}</Button>
      <input ref={input} type="file" multiple={multiple} className="sr-only" tabIndex={-1} aria-label={label} accept={accept} onChange={(e) => { give(e.target.files); e.target.value = ''; }} />
    </div>
  );
}
