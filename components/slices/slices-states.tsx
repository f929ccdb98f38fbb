"use client";

import { CalendarSearch } from "lucide-react";
import { formatTime } from "#client/format.ts";
import { useTimeWindow, useTimeZone } from "#client/url-state.ts";
import type { ModelDetail } from "#core/contracts/models.ts";
import type { SlicesAnswer } from "#core/contracts/verdict.ts";
import { wholeExtent } from "../drift/drift-states.tsx";
import { PerformanceEmpty } from "../performance/performance-states.tsx";
import { Button } from "../ui/button.tsx";
import { EmptyState } from "../ui/empty-state.tsx";

/** Why the page has nothing to show, with the next step; null where it has. The first reason that holds is told. */
export function SlicesEmpty({ model, answer }: { model: ModelDetail; answer: SlicesAnswer }) {
  const { waiting } = model.health;
  if (answer.sampled.current > 0) return null;
  if (model.records === 0 && waiting === 0) return <PerformanceEmpty reason="no_records" model={model} waiting={waiting} />;
  if (answer.task === null) return <PerformanceEmpty reason={waiting > 0 ? "counting" : "no_labels"} model={model} waiting={waiting} />;
  return <NoLabelledRecords model={model} />;
}

function NoLabelledRecords({ model }: { model: ModelDetail }) {
  const { setRange } = useTimeWindow();
  const timeZone = useTimeZone();
  const { first_record_at: first, last_record_at: last } = model;
  return (
    <EmptyState
      icon={CalendarSearch}
      title="No labelled predictions in this window"
      action={
        first &&
        last && (
          <Button variant="primary" onClick={() => setRange(wholeExtent(first, last))}>
            Show all data
          </Button>
        )
      }
    >
      The model's data runs from {formatTime(first, timeZone, "minute")} to {formatTime(last, timeZone, "minute")}. Where a model fails is
      known from labels: they may still be on their way. Choose another window, version or slice.
    </EmptyState>
  );
}
