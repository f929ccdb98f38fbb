"use client";

import { Radio } from "lucide-react";
import Link from "next/link";
import { useActivity, useQuarantineAfter } from "#client/api/records.ts";
import { cn } from "#client/cn.ts";
import { countOf, formatBytes, formatCount } from "#client/format.ts";
import { routes } from "#client/routes.ts";
import type { Batch } from "#core/contracts/records.ts";
import { RelativeTime } from "../time/time-text.tsx";
import { Card } from "../ui/card.tsx";
import { EmptyState } from "../ui/empty-state.tsx";
import { ErrorState } from "../ui/error-state.tsx";
import { Skeleton } from "../ui/skeleton.tsx";

const SHOWN = 20;

/** What arrives, request by request, a second after it did. It rests while the page is not in view. */
export function LiveTail() {
  const activity = useActivity({ limit: SHOWN }, 1000);
  useQuarantineAfter(activity.data?.data.find((batch) => batch.rejected > 0)?.id ?? null);
  return (
    <Card
      title="Live tail"
      description="The latest requests with their accounting. Asked for every second while this page is in view."
      actions={
        <span className="inline-flex h-6 items-center gap-1.5 text-ink-3 text-xs">
          <Radio className={cn("size-3.5", activity.isError ? "text-danger" : "text-stable")} aria-hidden />
          {activity.isError ? "not listening" : "listening"}
        </span>
      }
      flush
    >
      <div className="max-h-[28rem] min-h-40 overflow-y-auto">
        {activity.isPending && (
          <div role="status" aria-label="Loading the latest requests" className="flex flex-col gap-4 p-4">
            <Skeleton className="h-8" />
            <Skeleton className="h-8" />
            <Skeleton className="h-8" />
          </div>
        )}
        {activity.isError && (
          <ErrorState
            title="The latest requests could not be loaded"
            error={activity.error}
            onRetry={() => void activity.refetch()}
            className="m-4"
          />
        )}
        {activity.data?.data.length === 0 && (
          <EmptyState title="Nothing has arrived yet" className="py-10">
            Paste a snippet: the request shows up here within a second, with what was accepted and why the rest was not.
          </EmptyState>
        )}
        {activity.data && activity.data.data.length > 0 && (
          <ol aria-label="Requests, newest first">
            {activity.data.data.map((batch) => (
              <BatchRow key={batch.id} batch={batch} />
            ))}
          </ol>
        )}
      </div>
    </Card>
  );
}

function BatchRow({ batch }: { batch: Batch }) {
  const [first, ...rest] = batch.errors;
  const models = Object.entries(batch.models);
  return (
    <li className="border-line border-b px-4 py-2 last:border-b-0">
      <div className="flex flex-wrap items-baseline gap-x-3 gap-y-0.5">
        <Counted count={batch.accepted} word="accepted" className="text-stable" />
        {batch.duplicates > 0 && (
          <Counted count={batch.duplicates} word={batch.duplicates === 1 ? "duplicate" : "duplicates"} className="text-ink-2" />
        )}
        {batch.rejected > 0 && <Counted count={batch.rejected} word="rejected" className="text-drift" />}
        <span className="ml-auto text-ink-3 text-xs">
          <RelativeTime value={batch.received_at} />
        </span>
      </div>
      <p className="tabular mt-0.5 flex flex-wrap gap-x-2 text-ink-3 text-xs">
        {models.map(([model, count]) => (
          <span key={model}>
            <Link href={routes.records(model)} className="text-ink-2 underline decoration-line-strong underline-offset-2 hover:text-ink">
              {model}
            </Link>{" "}
            {formatCount(count)}
          </span>
        ))}
        <span>{formatBytes(batch.bytes)}</span>
        <span>{batch.key ? `key ${batch.key}` : "no key"}</span>
      </p>
      {first && (
        <p className="mt-1 rounded bg-drift-soft px-2 py-1 text-ink text-xs">
          <code className="font-mono text-drift">{first.code}</code> at record {first.index}
          {first.id !== null && <code className="font-mono"> {first.id}</code>}
          {first.pointer && <code className="font-mono"> {first.pointer}</code>}: {first.message}
          {batch.rejected > 1 && (
            <span className="text-ink-2"> And {countOf(Math.max(rest.length, batch.rejected - 1), "more", "more")}.</span>
          )}
        </p>
      )}
    </li>
  );
}

function Counted({ count, word, className }: { count: number; word: string; className: string }) {
  return (
    <span className={cn("tabular text-sm", count > 0 ? className : "text-ink-3")}>
      <span className="font-medium">{formatCount(count)}</span> {word}
    </span>
  );
}
