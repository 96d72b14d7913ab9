'use client';

import { BarChart, CustomChart, HeatmapChart, LineChart } from 'echarts/charts';
import { AriaComponent, GridComponent, LegendComponent, MarkLineComponent, TooltipComponent, VisualMapComponent } from 'echarts/components';
import { init, use as register, type EChartsCoreOption, type EChartsType } from 'echarts/core';
import { CanvasRenderer } from 'echarts/renderers';
import { useEffect, useImperativeHandle, useRef, type Ref } from 'react';
import { cn } from '../ui/cn';

register([LineChart, BarChart, CustomChart, HeatmapChart, GridComponent, TooltipComponent, LegendComponent, MarkLineComponent, VisualMapComponent, AriaComponent, CanvasRenderer]);

export type EChartHandle = { toPng: (background: string) => string | null };

/** One ECharts canvas that follows its box. `label` is its text alternative. Loaded by echart.tsx when a figure is first drawn. */
export function EChart({ option, height, label, className, ref }: { option: EChartsCoreOption; height: number; label: string; className?: string; ref?: Ref<EChartHandle> }) {
  const box = useRef<HTMLDivElement>(null);
  const chart = useRef<EChartsType | null>(null);
  useEffect(() => {
    const element = box.current!;
    const instance = init(element, null, { renderer: 'canvas' });
    chart.current = instance;
    const observer = new ResizeObserver(() => instance.resize());
    observer.observe(element);
    return () => {
      observer.disconnect();
      instance.dispose();
      chart.current = null;
    };
  }, []);
  useEffect(() => {
    chart.current?.setOption(option, { notMerge: true });
  }, [option]);
  useImperativeHandle(ref, () => ({ toPng: (background) => chart.current?.getDataURL({ type: 'png', pixelRatio: 2, backgroundColor: background }) ?? null }), []);
  return <div ref={box} role="img" aria-label={label} style={{ height }} className={cn('w-full min-w-0', className)} />;
}
