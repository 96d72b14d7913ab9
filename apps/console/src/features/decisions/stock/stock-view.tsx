'use client';

import type { RouterOutputs } from '@bellwether/api';
import { useT } from '../../../i18n';
import { Tabs, useUrlState } from '../../../ui';
import { ItemView } from './item-view';
import { NewItemTab } from './new-item-tab';
import { PortfolioTab } from './portfolio-tab';
import { ReorderTab } from './reorder-tab';

/** What will sell and what to order: the whole range ranked by money at risk, the order list, one product from close by, and one that is not sold yet. */
export function StockView({ model }: { model: RouterOutputs['model']['list'][number] }) {
  const t = useT();
  const [item, setItem] = useUrlState('item');
  const open = (id: string) => setItem(id, { push: true });
  if (item !== '') return <ItemView model={model.name} item={item} onBack={() => setItem('', { push: true })} />;
  return (
    <Tabs label={t('stock.views')} param="view" tabs={[
      { key: 'portfolio', label: t('stock.portfolio'), content: <PortfolioTab model={model.name} onOpen={open} /> },
      { key: 'reorder', label: t('stock.reorder'), content: <ReorderTab model={model.name} onOpen={open} /> },
      { key: 'new', label: t('stock.newItem'), content: <NewItemTab model={model.name} /> },
    ]} />
  );
}
