"use client";

import type { useRecords } from "#client/api/records.ts";
import { countOf } from "#client/format.ts";
import { Button } from "../ui/button.tsx";

/** How far the search has come: what is shown is said to be all only where everything was looked through. */
export function RecordsFoot({ query, shown }: { query: ReturnType<typeof useRecords>; shown: number }) {
  const last = query.data?.pages.at(-1);
  const isAll = !query.hasNextPage;
  const stopped = last !== undefined && !last.complete;
  return (
    <div className="mt-2 flex min-h-8 flex-wrap items-center justify-between gap-3 text-ink-2 text-xs">
      <p role="status" className="tabular">
        {countOf(shown, "record")} shown{isAll ? ": all of the range." : stopped ? " so far." : ". There are more in the range."}
        {!isAll && stopped && ` The last step looked through ${countOf(last.scanned, "record")} without filling up; the search can go on.`}
      </p>
      {!isAll && (
        <Button size="sm" busy={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
          {stopped ? "Look further" : "Load more"}
        </Button>
      )}
    </div>
  );
}
