import { MonitoringPage } from '../../../features/monitoring/monitoring-page';

export default function Page() {
  return <MonitoringPage />;
}
