'use client';

import type { PredictionTaskId } from '@bellwether/contracts';
import { useQuery } from '@tanstack/react-query';
import { useTRPC } from '../../trpc';
import { Page, QueryView, SkeletonText } from '../../ui';
import { TaskEditor } from './task-editor';

/** One task: its sentence, what it comes to, and the tables that were made of it. */
export function TaskPage({ id }: { id: PredictionTaskId }) {
  const trpc = useTRPC();
  const query = useQuery(trpc.tasks.get.queryOptions({ taskId: id }));
  return (
    <Page>
      <QueryView query={query} skeleton={<SkeletonText lines={10} />}>
        {(task) => <TaskEditor key={task.id} task={task} logId={task.logId} logName={task.logName} start={{ name: task.name, description: task.description, spec: task.latest.spec }} />}
      </QueryView>
    </Page>
  );
}
