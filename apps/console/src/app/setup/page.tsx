import type { Metadata } from 'next';
import { SetupPage } from '../../features/admin/sign-in/setup-page';

export const metadata: Metadata = { title: 'Setup', referrer: 'no-referrer' };

export default function Page() {
  return <SetupPage />;
}
