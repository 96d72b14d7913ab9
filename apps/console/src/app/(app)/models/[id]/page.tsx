import { ModelPage } from '../../../../features/models/model-page';

export default async function Page({ params }: { params: Promise<{ id: string }> }) {
  return <ModelPage modelId={(await params).id} />;
}
