import type { ReactNode } from "react";
import { cn } from "#client/cn.ts";

export function Kbd({ children, className }: { children: ReactNode; className?: string }) {
  return (
    <kbd
      className={cn(
        "inline-flex h-5 min-w-5 items-center justify-center rounded border border-line bg-surface px-1 font-sans text-2xs text-ink-2",
        className,
      )}
    >
      {children}
    </kbd>
  );
}
