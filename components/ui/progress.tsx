import { cn } from "#client/cn.ts";

interface ProgressProps {
  done: number;
  /** 0: not known yet; the bar then only moves. */
  total: number;
  label: string;
  className?: string;
}

export function Progress({ done, total, label, className }: ProgressProps) {
  const share = total > 0 ? Math.min(1, done / total) : null;
  return (
    <div
      role="progressbar"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={share === null ? undefined : Math.floor(share * 100)}
      className={cn("h-1.5 w-full overflow-hidden rounded-full bg-line", className)}
    >
      <div
        className={cn("h-full rounded-full bg-accent transition-[width] duration-300", share === null && "w-1/3 animate-shimmer")}
        style={share === null ? undefined : { width: `${share * 100}%` }}
      />
    </div>
  );
}
