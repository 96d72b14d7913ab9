import type { RunId } from '@bellwether/contracts';
import { RunPage } from '../../../../features/runs/run-page';

export default async function Page({ params }: { params: Promise<{ id: string }> }) {
  return <RunPage id={(await params).id as RunId} />;
}
