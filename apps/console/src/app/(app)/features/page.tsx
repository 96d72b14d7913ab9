import { FeaturesPage } from '../../../features/features/features-page';

export default function Page() {
  return <FeaturesPage />;
}
