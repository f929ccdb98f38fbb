"use client";

import { Download, ShieldCheck } from "lucide-react";
import { useState } from "react";
import { QUARANTINE_DOWNLOAD, useQuarantine } from "#client/api/records.ts";
import { countOf } from "#client/format.ts";
import type { QuarantineItem } from "#core/contracts/records.ts";
import { RelativeTime } from "../time/time-text.tsx";
import { Badge } from "../ui/badge.tsx";
import { Button } from "../ui/button.tsx";
import { Card } from "../ui/card.tsx";
import { EmptyState } from "../ui/empty-state.tsx";
import { ErrorState } from "../ui/error-state.tsx";
import { Skeleton } from "../ui/skeleton.tsx";
import { QuarantineSheet } from "./quarantine-sheet.tsx";

/** Records that were not accepted: why, as they came, to be downloaded or sent through the door again. */
export function QuarantineCard() {
  const [open, setOpen] = useState<QuarantineItem | null>(null);
  const quarantine = useQuarantine();
  const items = quarantine.data?.pages.flatMap((page) => page.data) ?? [];
  const total = quarantine.data?.pages[0]?.total ?? 0;
  return (
    <Card
      title="Rejected records"
      description={
        total > 0
          ? `${countOf(total, "record")} kept as they came. The oldest make room for new ones.`
          : "Records that were not accepted are kept here as they came."
      }
      actions={
        total > 0 && (
          <Button asChild size="sm">
            <a href={QUARANTINE_DOWNLOAD} download="rejected.ndjson">
              <Download aria-hidden />
              NDJSON
            </a>
          </Button>
        )
      }
      flush
    >
      {quarantine.isPending && (
        <div role="status" aria-label="Loading the rejected records" className="flex flex-col gap-4 p-4">
          <Skeleton className="h-8" />
          <Skeleton className="h-8" />
        </div>
      )}
      {quarantine.isError && (
        <ErrorState
          title="The rejected records could not be loaded"
          error={quarantine.error}
          onRetry={() => void quarantine.refetch()}
          className="m-4"
        />
      )}
      {quarantine.data && items.length === 0 && (
        <EmptyState icon={ShieldCheck} title="None" className="py-8">
          Every record that arrived was accepted or was there already.
        </EmptyState>
      )}
      <ul aria-label="Rejected records, newest first">
        {items.map((item) => (
          <li key={item.id} className="border-line border-b last:border-b-0">
            <button
              type="button"
              onClick={() => setOpen(item)}
              className="flex w-full flex-col gap-0.5 px-4 py-2 text-left hover:bg-surface focus-visible:-outline-offset-2"
            >
              <span className="flex w-full flex-wrap items-center gap-2">
                <code className="font-mono text-drift text-xs">{item.code}</code>
                <span className="truncate text-ink-2 text-xs">{item.record_id ?? `record ${item.index} of its request`}</span>
                {item.replayed_at && <Badge>replayed</Badge>}
                <span className="ml-auto text-ink-3 text-xs">
                  <RelativeTime value={item.received_at} />
                </span>
              </span>
              <span className="w-full truncate text-ink text-sm">{item.message}</span>
            </button>
          </li>
        ))}
      </ul>
      {quarantine.hasNextPage && (
        <div className="border-line border-t p-2 text-center">
          <Button size="sm" variant="ghost" busy={quarantine.isFetchingNextPage} onClick={() => void quarantine.fetchNextPage()}>
            Show older
          </Button>
        </div>
      )}
      <QuarantineSheet item={open} onClose={() => setOpen(null)} />
    </Card>
  );
}
