import { Skeleton } from "#components/ui/skeleton.tsx";

export default function Loading() {
  return (
    <div role="status" aria-label="Loading the page">
      <Skeleton className="h-7 w-56" />
      <Skeleton className="mt-3 h-5 w-96 max-w-full" />
      <Skeleton className="mt-6 h-96 rounded-lg" />
    </div>
  );
}
