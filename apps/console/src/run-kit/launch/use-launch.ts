'use client';

import type { DatasetVersionId, ExperimentId, RunId } from '@bellwether/contracts';
import { useSearchParams } from 'next/navigation';
import { useMemo } from 'react';
import { useUrlState } from '../../ui';
import type { LaunchStart } from './launch-sheet';

/**
 * The launch sheet's place in the address, so that any page can link to it: `/experiments?launch=new`, with `&dataset=<version id>`
 * or `&clone=<run id>`.
 */
export function useLaunch(experimentId?: ExperimentId): { start: LaunchStart | null; open: (start?: LaunchStart) => void; close: () => void } {
  const params = useSearchParams();
  const [launch, setLaunch] = useUrlState('launch');
  const [, setDataset] = useUrlState('dataset');
  const [, setClone] = useUrlState('clone');
  const [dataset, clone] = [params.get('dataset'), params.get('clone')];
  const start = useMemo<LaunchStart | null>(() => {
    if (launch === '') return null;
    return { cloneOf: (clone ?? undefined) as RunId | undefined, versionId: (dataset ?? undefined) as DatasetVersionId | undefined, experimentId };
  }, [launch, dataset, clone, experimentId]);
  return {
    start,
    open: (next = {}) => {
      setDataset(next.versionId ?? '');
      setClone(next.cloneOf ?? '');
      setLaunch('new', { push: true });
    },
    close: () => {
      setLaunch('');
      setDataset('');
      setClone('');
    },
  };
}
