'use client';

import { useQuery } from '@tanstack/react-query';
import { Activity, FileDown } from 'lucide-react';
import { useT } from '../i18n';
import { useTRPC } from '../trpc';
import { Button } from '../ui';
import type { RunDetail } from './families';

type RunId = RunDetail['id'];
/** The whole model with its fitted preprocessing; families that rank or forecast write none. */
const ONNX = 'model/model.onnx';
/** The model as one file, or another file of the run by name. */
export const runFileHref = (runId: RunId, name?: string): string => `/api/download/run/${runId}${name === undefined ? '' : `?file=${encodeURIComponent(name)}`}`;

/** Shown where the run left such a file. `href`: where it is served under a name of its own. */
export function OnnxLink({ runId, href = runFileHref(runId) }: { runId: RunId; href?: string }) {
  const t = useT();
  const trpc = useTRPC();
  const { data } = useQuery(trpc.run.artifacts.queryOptions({ runId }, { staleTime: 60_000 }));
  if (!data?.files.some((f) => f.name === ONNX)) return null;
  return <Button asChild size="sm" icon={FileDown}><a href={href} download title={t('runs.onnxHelp')}>{t('runs.downloadOnnx')}</a></Button>;
}

/** Curves, parameters and metrics as TensorBoard reads them; of a run that still trains, what there is so far. */
export function TensorboardLink({ runId }: { runId: RunId }) {
  const t = useT();
  return <Button asChild size="sm" icon={Activity}><a href={`/api/download/tensorboard/${runId}`} download>{t('runs.tensorboard')}</a></Button>;
}
