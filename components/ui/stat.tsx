import type { ReactNode } from "react";
import { cn } from "#client/cn.ts";

interface StatProps {
  label: ReactNode;
  value: ReactNode;
  /** What the number rests on: its window, coverage, count. */
  hint?: ReactNode;
  className?: string;
}

/** One number with its name and what it rests on. Put several in a `<dl>`. */
export function Stat({ label, value, hint, className }: StatProps) {
  return (
    <div className={cn("min-w-0", className)}>
      <dt className="truncate text-ink-3 text-xs">{label}</dt>
      <dd className="tabular mt-0.5 font-medium text-base text-ink">{value}</dd>
      {hint && <dd className="tabular truncate text-ink-3 text-xs">{hint}</dd>}
    </div>
  );
}
