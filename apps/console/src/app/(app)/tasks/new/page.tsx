import { NewTaskPage } from '../../../../features/tasks/new-task-page';

export default function Page() {
  return <NewTaskPage />;
}
