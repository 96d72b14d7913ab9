import type { ExperimentId } from '@bellwether/contracts';
import { ExperimentPage } from '../../../../features/experiments/experiment-page';

export default async function Page({ params }: { params: Promise<{ id: string }> }) {
  return <ExperimentPage id={(await params).id as ExperimentId} />;
}
