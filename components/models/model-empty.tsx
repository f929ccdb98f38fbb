"use client";

import { CalendarSearch, Hourglass, PlugZap } from "lucide-react";
import Link from "next/link";
import type { ReactNode } from "react";
import { formatTime } from "#client/format.ts";
import { routes } from "#client/routes.ts";
import { useTimeWindow, useTimeZone } from "#client/url-state.ts";
import { countOf } from "#core/charts/numbers.ts";
import type { ModelDetail } from "#core/contracts/models.ts";
import { Button } from "../ui/button.tsx";
import { EmptyState } from "../ui/empty-state.tsx";
import { Progress } from "../ui/progress.tsx";
import { wholeExtent } from "./whole-extent.ts";

/*
 * What a page of a model says when it has nothing to show, with the next step, for the reasons that every page knows.
 */

/** Nothing was ever sent. `children`: what the page is made of. */
export function NoRecordsYet({ children }: { children: ReactNode }) {
  return (
    <EmptyState
      icon={PlugZap}
      title="No records yet"
      action={
        <Button asChild variant="primary">
          <Link href={routes.connect}>Connect a log shipper</Link>
        </Button>
      }
    >
      {children}
    </EmptyState>
  );
}

/** All that was sent waits to be counted. */
export function StillCounting({ model, waiting }: { model: ModelDetail; waiting: number }) {
  return (
    <EmptyState icon={Hourglass} title={`${countOf(waiting, "record")} waiting to be counted`}>
      <p>They are stored safely. The page follows by itself as they are counted.</p>
      <Progress done={model.records} total={model.records + waiting} label="Records counted" className="mx-auto mt-4 w-64" />
    </EmptyState>
  );
}

/** There is data, but not in this window. `what`: what the page looks for; `children`: why it may not be there. */
export function NotInWindow({ model, what, children }: { model: ModelDetail; what: string; children?: ReactNode }) {
  const { setRange } = useTimeWindow();
  const timeZone = useTimeZone();
  const { first_record_at: first, last_record_at: last } = model;
  return (
    <EmptyState
      icon={CalendarSearch}
      title={`No ${what} in this window`}
      action={
        first &&
        last && (
          <Button variant="primary" onClick={() => setRange(wholeExtent(first, last))}>
            Show all data
          </Button>
        )
      }
    >
      The model's data runs from {formatTime(first, timeZone, "minute")} to {formatTime(last, timeZone, "minute")}. {children}
      {children && " "}Choose another window, version or slice.
    </EmptyState>
  );
}
