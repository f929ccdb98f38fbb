import { cn } from "#client/cn.ts";

/** Stands where something will be, in its size. Give it the size of what it stands for. */
export function Skeleton({ className }: { className?: string }) {
  return <span aria-hidden className={cn("block animate-shimmer rounded bg-hover", className)} />;
}
