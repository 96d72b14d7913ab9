'use client';

import type { Estimated } from './format';
import { useFormat } from './use-format';

/** `0.934 ± 0.006` for a cell: the value stands out, its uncertainty stays beside it. */
export function Estimate({ of, unit }: { of: Estimated | null | undefined; unit?: string | null }) {
  const [value, half] = useFormat().estimate(of).split(' ± ');
  return (
    <span className="whitespace-nowrap">
      {value}
      {half && <span className="font-normal text-subtle"> ± {half}</span>}
      {unit && of?.value != null && <span className="font-normal text-subtle"> {unit}</span>}
    </span>
  );
}
