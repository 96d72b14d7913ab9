import type { DatasetId, DatasetVersionId } from '@bellwether/contracts';
import { DatasetPage } from '../../../../../../features/datasets/dataset-page';

export default async function Page({ params }: { params: Promise<{ id: string; versionId: string }> }) {
  const { id, versionId } = await params;
  return <DatasetPage id={id as DatasetId} versionId={versionId as DatasetVersionId} />;
}
