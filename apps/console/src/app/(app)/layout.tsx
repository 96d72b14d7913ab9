import { cookies } from 'next/headers';
import type { ReactNode } from 'react';
import { AppShell } from '../../shell/app-shell';
import { RAIL_COOKIE } from '../../shell/rail-cookie';

export default async function Layout({ children }: { children: ReactNode }) {
  const rail = (await cookies()).get(RAIL_COOKIE)?.value;
  return <AppShell collapsed={rail === 'collapsed'}>{children}</AppShell>;
}
