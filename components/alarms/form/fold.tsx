"use client";

import { type ReactNode, useState } from "react";
import { cn } from "#client/cn.ts";

interface FoldProps {
  title: string;
  /** One level deeper it is quieter. */
  inner?: boolean;
  children: ReactNode;
}

/**
 * Folded until asked for; what has never been open is not drawn, so that a threshold that is dragged has less to redraw. Once it was open it stays: what
 * is half typed in it is not lost by folding it.
 */
export function Fold({ title, inner, children }: FoldProps) {
  const [wasOpen, setOpened] = useState(false);
  return (
    <details
      className={cn("border border-line bg-bg", inner ? "rounded-md px-3 py-2 open:pb-3" : "rounded-lg px-4 py-3 open:pb-4")}
      onToggle={(event) => event.currentTarget.open && setOpened(true)}
    >
      <summary className={cn("cursor-pointer hover:text-ink", inner ? "text-ink-2 text-xs" : "font-semibold text-ink text-sm")}>
        {title}
      </summary>
      {wasOpen && <div className={cn("flex flex-col", inner ? "mt-3 gap-3" : "mt-4 gap-5")}>{children}</div>}
    </details>
  );
}
