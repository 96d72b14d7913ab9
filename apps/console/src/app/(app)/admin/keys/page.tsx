import { KeysPage } from '../../../../features/admin/keys/keys-page';

export default function Page() {
  return <KeysPage />;
}
