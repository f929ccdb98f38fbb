"use client";

import { BookMarked } from "lucide-react";
import Link from "next/link";
import { routes } from "#client/routes.ts";
import { countOf, formatCount } from "#core/charts/numbers.ts";
import type { DriftAnswer } from "#core/contracts/drift.ts";
import type { ModelDetail } from "#core/contracts/models.ts";
import { NoRecordsYet, NotInWindow, StillCounting } from "../models/model-empty.tsx";
import { Button } from "../ui/button.tsx";
import { EmptyState } from "../ui/empty-state.tsx";
import { Notice } from "../ui/notice.tsx";

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
  if (reason === "no_records")
    return <NoRecordsYet>Drift is a comparison of records. Send the first ones, and this page fills up.</NoRecordsYet>;
  if (reason === "counting") return <StillCounting model={model} waiting={model.health.waiting} />;
  if (reason === "no_data") return <NotInWindow model={model} what="records" />;
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
        : `${countOf(model.records, "record")} arrived. Say what records are to be compared with: a training set, a range of time, or another version.`}
    </EmptyState>
  );
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
