import { AlertTriangle, Ban, CheckCircle2, Circle, CircleDashed, Info, LoaderCircle, XCircle, type LucideIcon } from 'lucide-react';
import type { ReactNode } from 'react';
import { cn } from './cn';

export type Tone = 'neutral' | 'accent' | 'good' | 'warning' | 'bad' | 'info';

const TONES: Record<Tone, string> = {
  neutral: 'bg-sunken text-muted',
  accent: 'bg-accent-soft text-accent',
  good: 'bg-good-soft text-good',
  warning: 'bg-warning-soft text-warning',
  bad: 'bg-bad-soft text-bad',
  info: 'bg-info-soft text-info',
};
const ICONS: Record<Tone, LucideIcon> = { neutral: Circle, accent: Circle, good: CheckCircle2, warning: AlertTriangle, bad: XCircle, info: Info };

/** A short mark. With a tone that means something it carries an icon too: colour is never alone. */
export function Badge({ tone = 'neutral', icon, children, className }: { tone?: Tone; /** false: no icon */ icon?: LucideIcon | boolean; children: ReactNode; className?: string }) {
  const Icon = icon === false ? null : icon === undefined ? (tone === 'neutral' || tone === 'accent' ? null : ICONS[tone]) : icon === true ? ICONS[tone] : icon;
  return (
    <span className={cn('inline-flex h-5 max-w-full items-center align-middle gap-1 rounded-sm px-1.5 text-xs font-medium', TONES[tone], className)}>
      {Icon && <Icon aria-hidden className="size-3 shrink-0" />}
      <span className="truncate">{children}</span>
    </span>
  );
}

const STATES: Record<string, { tone: Tone; icon: LucideIcon }> = {
  queued: { tone: 'neutral', icon: CircleDashed },
  parsing: { tone: 'info', icon: LoaderCircle },
  running: { tone: 'info', icon: LoaderCircle },
  done: { tone: 'good', icon: CheckCircle2 },
  ready: { tone: 'good', icon: CheckCircle2 },
  failed: { tone: 'bad', icon: XCircle },
  cancelled: { tone: 'neutral', icon: Ban },
};

/** The state of a run, a dataset version or a batch, with its word: `<StateBadge state={run.state} label={t('runs.state.done')} />`. */
export function StateBadge({ state, label }: { state: string; label: ReactNode }) {
  const { tone, icon } = STATES[state] ?? { tone: 'neutral' as const, icon: Circle };
  return (
    <Badge tone={tone} icon={icon}>
      {label}
    </Badge>
  );
}
