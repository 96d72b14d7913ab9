'use client';

import { useState } from 'react';
import { useT } from '../../../i18n';
import { Button, Field, Sheet, Textarea } from '../../../ui';
import { parseStock, type StockLine } from './stock-lines';

/** Stock pasted from a sheet: product, on hand, on order. */
export function StockSheet({ lines, onSave, onClose }: { lines: readonly StockLine[]; onSave: (lines: StockLine[]) => void; onClose: () => void }) {
  const t = useT();
  const [text, setText] = useState(lines.map((l) => `${l.item}, ${l.onHand}, ${l.onOrder}`).join('\n'));
  const parsed = parseStock(text);
  return (
    <Sheet open onOpenChange={(open) => !open && onClose()} title={t('stock.enterStock')}
      footer={<><Button onClick={onClose}>{t('ui.cancel')}</Button><Button variant="primary" disabled={parsed.wrong.length > 0} onClick={() => onSave(parsed.lines)}>{t('stock.useStock', { count: parsed.lines.length })}</Button></>}>
      <Field label={t('stock.stockLines')} help={t('stock.stockHelp')} error={parsed.wrong.length > 0 ? t('stock.wrongLines', { lines: parsed.wrong.slice(0, 8).join(', ') }) : undefined}>
        {(ids) => <Textarea {...ids} rows={16} className="font-mono" value={text} onChange={(e) => setText(e.target.value)} placeholder={'SKU-1, 40, 0\nSKU-2, 12, 24'} />}
      </Field>
    </Sheet>
  );
}
