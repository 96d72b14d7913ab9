import { LineagePage } from '../../../features/lineage/lineage-page';

export default function Page() {
  return <LineagePage />;
}
