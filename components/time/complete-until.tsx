"use client";

import { History } from "lucide-react";
import { formatCount } from "#client/format.ts";
import { TimeText } from "./time-text.tsx";

/** What the charts already hold: everything received before this time. `waiting` records are stored and not yet counted. */
export function CompleteUntil({ value, waiting }: { value: string | null | undefined; waiting?: number }) {
  return (
    <span className="inline-flex flex-wrap items-center gap-1.5 text-ink-3 text-xs">
      <History className="size-3.5" aria-hidden />
      <span>
        Complete until <TimeText value={value} />
        {waiting !== undefined && waiting > 0 && <span className="tabular">, {formatCount(waiting)} waiting to be counted</span>}
      </span>
    </span>
  );
}
