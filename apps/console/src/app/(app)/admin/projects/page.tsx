import { ProjectsPage } from '../../../../features/admin/projects/projects-page';

export default function Page() {
  return <ProjectsPage />;
}
