import type { PredictionId } from '@bellwether/contracts';
import { PredictionPage } from '../../../../features/predictions/prediction-page';

export default async function Page({ params }: { params: Promise<{ id: string }> }) {
  return <PredictionPage id={(await params).id as PredictionId} />;
}
