"use client";

import { LoaderCircle } from "lucide-react";
import { useEffect, useState } from "react";
import { cn } from "#client/cn.ts";

/** Longer than any analysis takes on a machine that has a worker to spare. */
const LONG_MS = 20_000;

/** An answer that a worker is making: it comes by itself. */
export function Computing({ children, className }: { children: string; className?: string }) {
  const [isLong, setLong] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setLong(true), LONG_MS);
    return () => clearTimeout(timer);
  }, []);
  return (
    <div
      role="status"
      className={cn(
        "flex items-center gap-3 rounded-lg border border-line border-dashed bg-surface px-4 py-6 text-ink-2 text-sm",
        className,
      )}
    >
      <LoaderCircle className="size-4 shrink-0 text-accent motion-safe:animate-spin" aria-hidden />
      <p className="min-w-0 text-pretty">
        {children}{" "}
        {isLong
          ? "It takes longer than usual: other work may come first, or no worker is running."
          : "It comes by itself in a few seconds."}
      </p>
    </div>
  );
}
