"use client";

import { formatTime } from "#client/format.ts";
import { useTimeZone } from "#client/url-state.ts";
import { countOf, formatCount, formatShare } from "#core/charts/numbers.ts";
import type { DriftAnswer } from "#core/contracts/drift.ts";
import { CompleteUntil } from "../time/complete-until.tsx";
import { Skeleton } from "../ui/skeleton.tsx";
import { Stat } from "../ui/stat.tsx";
import { VerdictBadge } from "../ui/verdict-badge.tsx";

/** The verdict of the whole, and what it rests on. */
export function DriftHead({ drift, waiting }: { drift: DriftAnswer; waiting: number }) {
  const timeZone = useTimeZone();
  const time = (value: string) => formatTime(value, timeZone, value.slice(11, 16) === "00:00" && timeZone === "UTC" ? "day" : "minute");
  const { window, reference } = drift;
  const moved = window.from !== window.requested_from || window.to !== window.requested_to;
  return (
    <section aria-label="Verdict" className="mb-5">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-2">
        <VerdictBadge verdict={drift.verdict} className="h-7 text-sm" />
        <p className="min-w-0 flex-1 basis-72 text-pretty break-words font-medium text-base text-ink">{drift.summary}</p>
        <CompleteUntil value={drift.complete_until} waiting={waiting} />
      </div>
      <dl className="mt-4 grid grid-cols-2 gap-x-6 gap-y-3 sm:grid-cols-3 xl:grid-cols-[1fr_1.2fr_2fr_1fr_1.4fr]">
        <Stat
          label="Columns drifted"
          value={`${formatCount(drift.drifted)} of ${formatCount(drift.tested)} tested`}
          hint={`${drift.share_drifted === null ? "nothing tested" : formatShare(drift.share_drifted)}${drift.warned > 0 ? `, ${countOf(drift.warned, "warning")}` : ""}`}
        />
        <Stat
          label="Correction for many columns"
          value="Benjamini-Hochberg"
          hint={`q = ${drift.correction.q}, ${countOf(drift.tested, "test")}`}
        />
        <Stat
          label="Window answered"
          value={`${time(window.from)} to ${time(window.to)}`}
          hint={moved ? "widened to whole buckets" : "as asked"}
          className="col-span-2 sm:col-span-1"
        />
        <Stat label="Current" value={countOf(drift.records, "record")} hint={drift.version ? `version ${drift.version}` : "all versions"} />
        <Stat
          label="Reference"
          value={reference ? countOf(reference.records, "record") : "none"}
          hint={reference?.label}
          className="col-span-2 sm:col-span-1"
        />
      </dl>
    </section>
  );
}

export function DriftHeadSkeleton() {
  return (
    <div role="status" aria-label="Loading the verdict" className="mb-5">
      <Skeleton className="h-7 w-full max-w-xl" />
      <div className="mt-4 grid grid-cols-2 gap-x-6 gap-y-3 sm:grid-cols-3 xl:grid-cols-5">
        {[0, 1, 2, 3, 4].map((i) => (
          <Skeleton key={i} className="h-14" />
        ))}
      </div>
    </div>
  );
}
