import { DecisionsPage } from '../../../features/decisions/decisions-page';

export default function Page() {
  return <DecisionsPage />;
}
