"use client";

import { BookMarked, CalendarSearch, Hourglass, PlugZap } from "lucide-react";
import Link from "next/link";
import { formatTime } from "#client/format.ts";
import { routes } from "#client/routes.ts";
import { useTimeWindow, useTimeZone } from "#client/url-state.ts";
import { countOf, formatCount } from "#core/charts/numbers.ts";
import type { DriftAnswer } from "#core/contracts/drift.ts";
import type { ModelDetail } from "#core/contracts/models.ts";
import { Button } from "../ui/button.tsx";
import { EmptyState } from "../ui/empty-state.tsx";
import { Notice } from "../ui/notice.tsx";
import { Progress } from "../ui/progress.tsx";

/** Why the page has nothing to compare; null where it has. The first reason that holds is told. */
export function emptyReason(model: ModelDetail, drift: DriftAnswer): "no_records" | "counting" | "no_data" | "no_reference" | null {
  if (model.records === 0 && model.health.waiting === 0) return "no_records";
  if (drift.records === 0 && model.health.waiting > 0) return "counting";
  if (drift.records === 0) return "no_data";
  return drift.reference === null ? "no_reference" : null;
}

interface DriftEmptyProps {
  reason: NonNullable<ReturnType<typeof emptyReason>>;
  model: ModelDetail;
}

/** The next step, in words and as a button. */
export function DriftEmpty({ reason, model }: DriftEmptyProps) {
  const { setRange } = useTimeWindow();
  const timeZone = useTimeZone();
  if (reason === "no_records") {
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
        Drift is a comparison of records. Send the first ones, and this page fills up.
      </EmptyState>
    );
  }
  if (reason === "counting") {
    const total = model.records + model.health.waiting;
    return (
      <EmptyState icon={Hourglass} title={`${countOf(model.health.waiting, "record")} waiting to be counted`}>
        <p>They are stored safely. The page follows by itself as they are counted.</p>
        <Progress done={model.records} total={total} label="Records counted" className="mx-auto mt-4 w-64" />
      </EmptyState>
    );
  }
  if (reason === "no_data") {
    const day = (value: string | null) => formatTime(value, timeZone, "minute");
    return (
      <EmptyState
        icon={CalendarSearch}
        title="No records in this window"
        action={
          model.first_record_at &&
          model.last_record_at && (
            <Button variant="primary" onClick={() => setRange(wholeExtent(model.first_record_at ?? "", model.last_record_at ?? ""))}>
              Show all data
            </Button>
          )
        }
      >
        The model's data runs from {day(model.first_record_at)} to {day(model.last_record_at)}. Choose another window, version or slice.
      </EmptyState>
    );
  }
  return (
    <EmptyState
      icon={BookMarked}
      title={model.building ? "The reference is being built" : "No reference yet"}
      action={
        <Button asChild variant="primary">
          <Link href={`${routes.settings(model.name)}#reference`}>{model.building ? "See its progress" : "Set a reference"}</Link>
        </Button>
      }
    >
      {model.building
        ? "The stored records are being counted on its bins. The page follows by itself."
        : `${countOf(model.records, "record")} arrived. Say what they are to be compared with: a training set, a range of time, or another version.`}
    </EmptyState>
  );
}

const DAY = 86_400_000;

/** All of the data, in whole UTC days: what "Show all data" sets. */
export function wholeExtent(first: string, last: string): { from: string; to: string } {
  return {
    from: new Date(Math.floor(Date.parse(first) / DAY) * DAY).toISOString(),
    to: new Date((Math.floor(Date.parse(last) / DAY) + 1) * DAY).toISOString(),
  };
}

/** Said above the charts when they do not hold everything yet. */
export function PartialNotice({ waiting }: { waiting: number }) {
  if (waiting === 0) return null;
  return (
    <Notice className="mb-4">
      <span className="tabular">{formatCount(waiting)}</span> {waiting === 1 ? "record waits" : "records wait"} to be counted: the numbers
      below move until then.
    </Notice>
  );
}
