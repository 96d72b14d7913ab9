import { Activity, Boxes, Database, FlaskConical, House, ListTree, Network, Settings, Shapes, Signpost, Target, type LucideIcon } from 'lucide-react';
import type { MessageKey } from '../i18n';

export type NavItem = { key: string; href: string; label: MessageKey; icon: LucideIcon; /** after g */ letter: string; /** other first path segments that belong here */ also?: string[] };

export const NAVIGATION: readonly NavItem[] = [
  { key: 'home', href: '/', label: 'shell.home', icon: House, letter: 'h' },
  { key: 'data', href: '/data', label: 'shell.data', icon: Database, letter: 'd' },
  { key: 'events', href: '/events', label: 'shell.events', icon: ListTree, letter: 'v' },
  { key: 'tasks', href: '/tasks', label: 'shell.tasks', icon: Target, letter: 't' },
  { key: 'features', href: '/features', label: 'shell.features', icon: Shapes, letter: 'f' },
  { key: 'experiments', href: '/experiments', label: 'shell.experiments', icon: FlaskConical, letter: 'e', also: ['runs', 'compare', 'searches'] },
  { key: 'models', href: '/models', label: 'shell.models', icon: Boxes, letter: 'm', also: ['predictions'] },
  { key: 'decisions', href: '/decisions', label: 'shell.decisions', icon: Signpost, letter: 'c' },
  { key: 'monitoring', href: '/monitoring', label: 'shell.monitoring', icon: Activity, letter: 'o' },
  { key: 'lineage', href: '/lineage', label: 'shell.lineage', icon: Network, letter: 'l' },
  { key: 'admin', href: '/admin', label: 'shell.admin', icon: Settings, letter: 'a' },
];

/** Pages without a place of their own in the rail, but with a letter. */
export const EXTRA_PAGES: readonly NavItem[] = [{ key: 'runs', href: '/runs', label: 'shell.runs', icon: FlaskConical, letter: 'r' }];

/** The item that a path belongs to. */
export function activeItem(pathname: string): NavItem | undefined {
  const first = pathname.split('/')[1] ?? '';
  return NAVIGATION.find((item) => (item.href === '/' ? first === '' : item.href === `/${first}` || item.also?.includes(first)));
}
