import type { Metadata } from 'next';
import type { ReactNode } from 'react';
import { AdminFrame } from '../../../features/admin/admin-frame';

export const metadata: Metadata = { title: 'Admin' };

export default function Layout({ children }: { children: ReactNode }) {
  return <AdminFrame>{children}</AdminFrame>;
}
