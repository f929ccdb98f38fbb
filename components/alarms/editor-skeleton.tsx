import { Skeleton } from "../ui/skeleton.tsx";

/** As large as the form and its chart. */
export function EditorSkeleton() {
  return (
    <div role="status" aria-label="Loading the form" className="grid items-start gap-4 lg:grid-cols-[minmax(20rem,26rem)_minmax(0,1fr)]">
      <Skeleton className="h-[34rem] w-full rounded-lg" />
      <Skeleton className="h-[30rem] w-full rounded-lg" />
    </div>
  );
}
