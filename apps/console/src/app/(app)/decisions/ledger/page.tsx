import { LedgerPage } from '../../../../features/decisions/ledger/ledger-page';

export default function Page() {
  return <LedgerPage />;
}
