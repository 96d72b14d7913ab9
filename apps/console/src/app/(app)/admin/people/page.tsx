import { PeoplePage } from '../../../../features/admin/people/people-page';

export default function Page() {
  return <PeoplePage />;
}
