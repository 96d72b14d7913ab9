'use client';

import 'uplot/dist/uPlot.min.css';
import { useEffect, useMemo, useRef, useState } from 'react';
import uPlot from 'uplot';
import { useT } from '../i18n';
import { Button } from '../ui/button';
import { cn } from '../ui/cn';
import { useFormat } from '../ui/use-format';
import { alignCurves, readAt, type AlignedCurves, type Curve } from './curves';
import { plotOptions } from './live-plot';
import { seriesStyles } from './palette';
import { useTokens } from './tokens';

type LiveChartProps = {
  /** read aloud; usually the metric's name */
  label: string;
  curves: readonly Curve[];
  height?: number;
  /** 0 to 0.99 */
  smoothing?: number;
  log?: boolean;
  byTime?: boolean;
  /** charts of one key share their hover position */
  syncKey?: string;
  /** a click on a line */
  onOpen?: (curveId: string) => void;
  /** below the chart; false where the page names the curves itself */
  legend?: boolean;
  className?: string;
};

/** Curves that may still grow: append without flicker, read all at the pointer, drag to zoom, click a line to open it. */
export function LiveChart({ label, curves, height = 220, smoothing = 0, log = false, byTime = false, syncKey, onOpen, legend = true, className }: LiveChartProps) {
  const t = useT();
  const aligned = useMemo(() => alignCurves(curves, { smoothing, time: byTime, log }), [curves, smoothing, byTime, log]);
  const { box, hover, focused, zoomed, resetZoom } = usePlot({ curves, aligned, height, log, byTime, syncKey });
  const empty = aligned.x.length === 0;
  const openable = onOpen !== undefined && focused !== null && curves[focused] !== undefined;
  return (
    <div className={cn('min-w-0', className)}>
      <div className="relative" style={{ height }}>
        <div ref={box} role="img" aria-label={t('figures.liveChart', { names: `${label} (${curves.slice(0, 5).map((c) => c.name).join(', ')})` })} className={cn('h-full [&_.u-select]:bg-accent/15', openable && 'cursor-pointer')} onClick={() => openable && onOpen(curves[focused]!.id)} />
        {empty && <p className="absolute inset-0 flex items-center justify-center text-sm text-subtle">{t('figures.noPoints')}</p>}
        {zoomed && (
          <Button size="sm" className="absolute right-2 top-2" onClick={resetZoom}>
            {t('figures.resetZoom')}
          </Button>
        )}
      </div>
      {legend && !empty && <CurveLegend curves={curves} aligned={aligned} index={hover} focused={focused} byTime={byTime} onOpen={onOpen} />}
    </div>
  );
}

type PlotInput = { curves: readonly Curve[]; aligned: AlignedCurves; height: number; log: boolean; byTime: boolean; syncKey?: string };

/** Owns the uPlot instance: built again only when the set of curves, the theme or an axis changes; new points are appended. */
function usePlot({ curves, aligned, height, log, byTime, syncKey }: PlotInput) {
  const tokens = useTokens();
  const format = useFormat();
  const box = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot | null>(null);
  const [hover, setHover] = useState<number | null>(null);
  const [focused, setFocused] = useState<number | null>(null);
  const [zoomed, setZoomed] = useState(false);
  const latest = useRef(aligned);
  const shape = curves.map((c) => `${c.id}|${c.name}|${c.colorId ?? ''}`).join('\n');
  useEffect(() => {
    latest.current = aligned;
    plot.current?.setData([aligned.x, ...aligned.columns] as uPlot.AlignedData, !zoomed);
    if (zoomed) plot.current?.redraw(true, true);
  }, [aligned, zoomed]);
  useEffect(() => {
    const element = box.current;
    if (!tokens || !element) return;
    const options = plotOptions(curves, { tokens, height, width: Math.max(120, element.clientWidth), log, number: format.number, time: format.duration, byTime, syncKey }, { hover: setHover, focus: setFocused, zoom: setZoomed });
    const instance = new uPlot(options, [latest.current.x, ...latest.current.columns] as uPlot.AlignedData, element);
    plot.current = instance;
    const observer = new ResizeObserver(() => instance.setSize({ width: Math.max(120, element.clientWidth), height }));
    observer.observe(element);
    instance.over.addEventListener('dblclick', () => setZoomed(false));
    return () => {
      observer.disconnect();
      instance.destroy();
      plot.current = null;
    };
    // eslint-disable-next-line react-hooks/exhaustive-deps -- shape stands for the curves; their points are appended above
  }, [tokens, shape, height, log, byTime, syncKey, format]);
  const resetZoom = () => {
    setZoomed(false);
    plot.current?.setData([latest.current.x, ...latest.current.columns] as uPlot.AlignedData, true);
  };
  return { box, hover, focused, zoomed, resetZoom };
}

type LegendProps = { curves: readonly Curve[]; aligned: AlignedCurves; index: number | null; focused: number | null; byTime: boolean; onOpen?: (id: string) => void };

/** Names and values at the pointer, or the last ones: a fixed place, so that nothing moves. */
function CurveLegend({ curves, aligned, index, focused, byTime, onOpen }: LegendProps) {
  const t = useT();
  const format = useFormat();
  const at = Math.min(index ?? aligned.x.length - 1, aligned.x.length - 1);
  const values = readAt(aligned, curves.length, at);
  const styles = seriesStyles(curves.map((c) => c.colorId ?? c.id));
  const x = aligned.x[at] ?? 0;
  return (
    <div className="tabular mt-1 max-h-24 overflow-y-auto scroll-thin text-xs">
      <span className="mr-3 text-subtle">
        {byTime ? t('figures.byTime') : t('figures.step')} {byTime ? format.duration(x) : format.number(x)}
      </span>
      {curves.map((c, i) => {
        const body = (
          <>
            <span aria-hidden className="mr-1 inline-block h-0.5 w-3 align-middle" style={{ background: `var(--cat-${styles[i]!.index})` }} />
            <span className="text-muted">{c.name}</span> <b className="font-medium">{format.number(values[i])}</b>
          </>
        );
        const style = cn('mr-3 inline-block max-w-full truncate align-bottom', focused !== null && focused !== i && 'opacity-50');
        return onOpen ? (
          <button key={c.id} type="button" className={cn(style, 'hover:underline')} onClick={() => onOpen(c.id)}>
            {body}
          </button>
        ) : (
          <span key={c.id} className={style}>
            {body}
          </span>
        );
      })}
    </div>
  );
}
