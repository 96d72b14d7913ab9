'use client';

import type { EventLogId, EventMapping } from '@bellwether/contracts';
import { useMutation } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { useTRPC } from '../../trpc';
import type { Previewed } from './event-types';
import type { Sent } from './send-file';

/** Typing rests this long before the rows are read again. @unit ms */
const REST_MS = 500;

export type Preview = { data: Previewed | null; error: unknown; /** `data` is of the mapping as it stands */ current: boolean };

/** What the mapping makes of the files, asked again whenever it changes; the newest question wins. */
export function usePreview(logId: EventLogId, uploads: readonly Sent[], mapping: EventMapping): Preview {
  const trpc = useTRPC();
  const { mutateAsync } = useMutation(trpc.events.previewMapping.mutationOptions());
  const key = JSON.stringify([uploads.map((u) => u.uploadId), mapping]);
  const [answer, setAnswer] = useState<{ key: string; data: Previewed | null; error: unknown }>({ key: '', data: null, error: null });
  const newest = useRef(0);
  useEffect(() => {
    const asked = ++newest.current;
    const [uploadIds, wanted] = JSON.parse(key) as [Sent['uploadId'][], EventMapping];
    const timer = setTimeout(() => {
      mutateAsync({ logId, uploadIds, mapping: wanted as unknown as Record<string, unknown> }).then(
        (data) => asked === newest.current && setAnswer({ key, data, error: null }),
        (error: unknown) => asked === newest.current && setAnswer((a) => ({ key, data: a.data, error })),
      );
    }, REST_MS);
    return () => clearTimeout(timer);
  }, [key, logId, mutateAsync]);
  const settled = answer.key === key;
  return { data: answer.data, error: settled ? answer.error : null, current: settled && answer.error === null };
}
