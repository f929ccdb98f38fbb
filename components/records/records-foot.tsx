"use client";

import type { useRecords } from "#client/api/records.ts";
import { countOf, formatCount } from "#client/format.ts";
import { Button } from "../ui/button.tsx";

/** How far the search has come: what is shown is said to be all only where everything was looked through. */
export function RecordsFoot({ query, shown }: { query: ReturnType<typeof useRecords>; shown: number }) {
  const pages = query.data?.pages ?? [];
  const scanned = pages.reduce((sum, page) => sum + page.scanned, 0);
  const isAll = !query.hasNextPage;
  return (
    <div className="mt-2 flex min-h-8 flex-wrap items-center justify-between gap-3 text-ink-2 text-xs">
      <p role="status" className="tabular">
        {countOf(shown, "record")} shown, {formatCount(scanned)} looked through.{" "}
        {isAll ? "That is all of the range." : shown === 0 ? "None of them matches so far." : "There are more in the range."}
      </p>
      {!isAll && (
        <Button size="sm" busy={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
          {shown === 0 ? "Look further" : "Load more"}
        </Button>
      )}
    </div>
  );
}
