'use client';

import type { Figure } from '@bellwether/contracts';
import { BarChart3, Download, Ellipsis, Table2 } from 'lucide-react';
import { useMemo, useRef, useState, type CSSProperties, type Ref } from 'react';
import { useT } from '../i18n';
import { IconButton } from '../ui/button';
import { Card } from '../ui/card';
import { Menu, type MenuItem } from '../ui/menu';
import { Skeleton } from '../ui/skeleton';
import { fileNameOf, saveFile } from './download';
import { EChart, type EChartHandle } from './echart';
import { FigureTableView } from './figure-table';
import { barOption, histogramOption, lineOption, matrixOption } from './options';
import { csvOf, describe, tableOf, type PrepareContext } from './prepare';
import { ThresholdExplorer } from './threshold-explorer';
import { useTokens, type Tokens } from './tokens';
import { usePrepare } from './use-prepare';

type FigureViewProps = { figure: Figure; height?: number; className?: string; /** no card around it */ bare?: boolean };

/** Any figure of the closed set: drawn, or as a table, with downloads and words for those who cannot see it. */
export function FigureView({ figure, height = 280, className, bare }: FigureViewProps) {
  const t = useT();
  const c = usePrepare();
  const tokens = useTokens();
  const chart = useRef<EChartHandle>(null);
  const [asTable, setAsTable] = useState(figure.mark === 'table');
  const table = useMemo(() => tableOf(figure, c), [figure, c]);
  const name = fileNameOf(c.of(figure.title));
  const png = () => {
    const url = chart.current?.toPng(tokens?.surface ?? '#ffffff');
    if (url) saveFile(`${name}.png`, url, 'image/png');
  };
  const drawn = figure.mark !== 'table';
  const items: MenuItem[] = [
    ...(drawn ? ([{ key: 'view', label: asTable ? t('figures.asFigure') : t('figures.asTable'), icon: asTable ? BarChart3 : Table2, onSelect: () => setAsTable(!asTable) }] as MenuItem[]) : []),
    ...(drawn && !asTable ? ([{ key: 'png', label: t('figures.downloadPng'), icon: Download, onSelect: png }] as MenuItem[]) : []),
    { key: 'csv', label: t('figures.downloadCsv'), icon: Download, onSelect: () => saveFile(`${name}.csv`, csvOf(table), 'text/csv;charset=utf-8') },
  ];
  const body = (
    <>
      {/* the room is there before the drawing is: nothing below it moves */}
      {asTable ? <FigureTableView table={table} label={c.of(figure.title)} maxHeight={height} /> : <div style={{ minHeight: height, '--figure-height': `${height}px` } as CSSProperties}>{tokens ? <Drawing figure={figure} tokens={tokens} c={c} height={height} chart={chart} /> : <Skeleton className="h-[var(--figure-height)] w-full" />}</div>}
      {figure.note && <p className="mt-2 text-xs text-subtle">{c.of(figure.note)}</p>}
    </>
  );
  if (bare) return <div className={className}>{body}</div>;
  return (
    <Card title={c.of(figure.title)} className={className} as="article" actions={<Menu items={items} trigger={<IconButton icon={Ellipsis} label={`${t('figures.options')}: ${c.of(figure.title)}`} size="sm" noTooltip />} />}>
      {body}
    </Card>
  );
}

function Drawing({ figure, tokens, c, height, chart }: { figure: Figure; tokens: Tokens; c: PrepareContext; height: number; chart: Ref<EChartHandle> }) {
  const option = useMemo(() => {
    if (figure.mark === 'line') return lineOption(figure, tokens, c);
    if (figure.mark === 'bar') return barOption(figure, tokens, c);
    if (figure.mark === 'histogram') return histogramOption(figure, tokens, c);
    return figure.mark === 'matrix' ? matrixOption(figure, tokens, c) : null;
  }, [figure, tokens, c]);
  const label = useMemo(() => describe(figure, c), [figure, c]);
  if (figure.mark === 'threshold') return <ThresholdExplorer figure={figure} height={height} ref={chart} />;
  return option ? <EChart ref={chart} option={option} height={height} label={label} /> : null;
}
