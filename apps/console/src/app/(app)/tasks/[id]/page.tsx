import type { PredictionTaskId } from '@bellwether/contracts';
import { TaskPage } from '../../../../features/tasks/task-page';

export default async function Page({ params }: { params: Promise<{ id: string }> }) {
  return <TaskPage id={(await params).id as PredictionTaskId} />;
}
