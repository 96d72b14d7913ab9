'use client';

import type { Permission, Project } from '@bellwether/contracts';
import { useQuery } from '@tanstack/react-query';
import { usePathname, useRouter } from 'next/navigation';
import { createContext, useContext, useEffect, useMemo, type ReactNode } from 'react';
import { usePreferences } from '../i18n';
import { currentProject, readError, rememberProject, useTRPC } from '../trpc';
import { ErrorPanel } from '../ui/error-panel';

type User = { id: string; name: string; role: string; permissions: readonly Permission[] };
type Session = { user: User | null; projects: readonly Project[]; project: Project | null; can: (permission: Permission) => boolean };

const NOBODY: Session = { user: null, projects: [], project: null, can: () => false };
const SessionContext = createContext<Session>(NOBODY);

/** Who is signed in, which shop this is, and `can('run.write')` to show or hide; the server decides again for itself. */
export const useSession = (): Session => useContext(SessionContext);

/** Asks once who is there. Nobody: to the login page, and back here after it. */
export function SessionProvider({ children }: { children: ReactNode }) {
  const trpc = useTRPC();
  const me = useQuery(trpc.user.me.queryOptions(undefined, { staleTime: 60_000 }));
  const projects = useQuery(trpc.project.list.queryOptions(undefined, { staleTime: 60_000, enabled: me.isSuccess }));
  const { setTimeZone } = usePreferences();
  useSignInRedirect(me.error);
  const session = useMemo<Session>(() => {
    const list = projects.data ?? [];
    const wanted = currentProject() ?? me.data?.projectId;
    const project = list.find((p) => p.id === wanted) ?? list[0] ?? null;
    const permissions = me.data?.permissions ?? [];
    return { user: me.data ?? null, projects: list, project, can: (p) => permissions.includes(p) };
  }, [me.data, projects.data]);
  const { project } = session;
  useEffect(() => {
    if (!project) return;
    setTimeZone(project.timeZone);
    if (currentProject() !== project.id) rememberProject(project.id);
  }, [project, setTimeZone]);
  return <SessionContext value={session}>{children}</SessionContext>;
}

const needsSignIn = (error: unknown) => error !== null && error !== undefined && ['AUTH_REQUIRED', 'SETUP_REQUIRED', 'UNAUTHORIZED'].includes(readError(error).code);

function useSignInRedirect(error: unknown): void {
  const router = useRouter();
  const pathname = usePathname();
  const needed = needsSignIn(error);
  useEffect(() => {
    if (needed) router.replace(`/login?next=${encodeURIComponent(pathname + window.location.search)}`);
  }, [needed, router, pathname]);
}

/** Holds a page back until its shop is known; pages of an unreachable server say so, inside the shell. */
export function SessionGate({ children, waiting }: { children: ReactNode; waiting: ReactNode }) {
  const trpc = useTRPC();
  const me = useQuery(trpc.user.me.queryOptions(undefined, { staleTime: 60_000 }));
  const { user, project } = useSession();
  if (me.isError && !needsSignIn(me.error)) {
    return (
      <div className="mx-auto max-w-2xl p-6">
        <ErrorPanel error={me.error} onRetry={() => void me.refetch()} />
      </div>
    );
  }
  return user && project ? children : waiting;
}

/** Ends the session on the server, forgets what was fetched, shows the login page. */
export async function signOut(): Promise<void> {
  await fetch('/api/auth/sign-out', { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{}' });
  window.location.assign('/login');
}
