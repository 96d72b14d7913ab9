import type { TaskEntity } from '@bellwether/contracts';
import { FeaturePage } from '../../../../../features/features/feature-page';

export default async function Page({ params }: { params: Promise<{ entity: string; name: string }> }) {
  const { entity, name } = await params;
  return <FeaturePage entity={entity as TaskEntity} name={decodeURIComponent(name)} />;
}
