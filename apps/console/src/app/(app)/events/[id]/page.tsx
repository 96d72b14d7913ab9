import type { EventLogId } from '@bellwether/contracts';
import { LogPage } from '../../../../features/events/log-page';

export default async function Page({ params }: { params: Promise<{ id: string }> }) {
  return <LogPage id={(await params).id as EventLogId} />;
}
