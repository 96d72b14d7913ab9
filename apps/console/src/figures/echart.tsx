'use client';

import dynamic from 'next/dynamic';
import { Skeleton } from '../ui/skeleton';

export type { EChartHandle } from './echart-canvas';

/** The drawing library is the largest part of the console: pages without a figure never load it, and the server never renders it. */
export const EChart = dynamic(() => import('./echart-canvas').then((m) => m.EChart), { ssr: false, loading: () => <Skeleton className="h-[var(--figure-height,10rem)] w-full" /> });
