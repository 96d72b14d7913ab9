import type { SearchId } from '@bellwether/contracts';
import { SearchPage } from '../../../../features/searches/search-page';

export default async function Page({ params }: { params: Promise<{ id: string }> }) {
  return <SearchPage id={(await params).id as SearchId} />;
}
