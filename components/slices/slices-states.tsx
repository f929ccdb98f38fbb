"use client";

import type { ModelDetail } from "#core/contracts/models.ts";
import type { SlicesAnswer } from "#core/contracts/verdict.ts";
import { NotInWindow } from "../models/model-empty.tsx";
import { PerformanceEmpty } from "../performance/performance-states.tsx";

/** Why the page has nothing to show, with the next step; null where it has. The first reason that holds is told. */
export function SlicesEmpty({ model, answer }: { model: ModelDetail; answer: SlicesAnswer }) {
  const { waiting } = model.health;
  if (answer.sampled.current > 0) return null;
  if (model.records === 0 && waiting === 0) return <PerformanceEmpty reason="no_records" model={model} waiting={waiting} />;
  if (answer.task === null) return <PerformanceEmpty reason={waiting > 0 ? "counting" : "no_labels"} model={model} waiting={waiting} />;
  return (
    <NotInWindow model={model} what="labelled predictions">
      Where a model fails is known from labels: they may still be on their way.
    </NotInWindow>
  );
}
