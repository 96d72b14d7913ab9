import { Skeleton, SkeletonTable } from '../../ui/skeleton';

/** A page is on its way: its header and a body of the usual size. */
export default function Loading() {
  return (
    <div className="px-4 py-5 sm:px-6" aria-busy>
      <Skeleton className="mb-5 h-7 w-48" />
      <SkeletonTable rows={8} />
    </div>
  );
}
