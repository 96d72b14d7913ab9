import { AccountPage } from '../../../features/admin/account/account-page';

export default function Page() {
  return <AccountPage />;
}
