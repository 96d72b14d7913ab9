import type { ModelVersionId } from '@bellwether/contracts';
import { VersionPage } from '../../../../../../features/models/version-page';

export default async function Page({ params }: { params: Promise<{ versionId: string }> }) {
  return <VersionPage versionId={(await params).versionId as ModelVersionId} />;
}
