import type { DatasetId } from '@bellwether/contracts';
import { DatasetPage } from '../../../../features/datasets/dataset-page';

export default async function Page({ params }: { params: Promise<{ id: string }> }) {
  return <DatasetPage id={(await params).id as DatasetId} versionId={null} />;
}
