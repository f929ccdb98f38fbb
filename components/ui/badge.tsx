import type { ComponentProps } from "react";
import { cn } from "#client/cn.ts";

/** A short fact about the thing beside it. */
export function Badge({ className, ...props }: ComponentProps<"span">) {
  return (
    <span
      className={cn(
        "inline-flex h-5 max-w-full items-center gap-1 whitespace-nowrap rounded border border-line bg-sunken px-1.5 text-2xs text-ink-2 [&_svg]:size-3",
        className,
      )}
      {...props}
    />
  );
}
