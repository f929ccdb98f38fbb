"use client";

import { Tag } from "lucide-react";
import Link from "next/link";
import { useRecords } from "#client/api/records.ts";
import { routes } from "#client/routes.ts";
import { useTimeWindow } from "#client/url-state.ts";
import { countOf } from "#core/charts/numbers.ts";
import type { ModelDetail } from "#core/contracts/models.ts";
import type { PerformanceAnswer } from "#core/contracts/performance.ts";
import { NoRecordsYet, NotInWindow, StillCounting } from "../models/model-empty.tsx";
import { CodeBlock } from "../ui/code-block.tsx";
import { EmptyState } from "../ui/empty-state.tsx";
import { Notice } from "../ui/notice.tsx";
import { labelSnippet } from "./label-snippet.ts";

export type EmptyReason = "no_records" | "counting" | "no_labels" | "no_data";

/** Why the page has nothing to show; null where it has. The first reason that holds is told. */
export function emptyReason(model: ModelDetail, answer: PerformanceAnswer): EmptyReason | null {
  const { predictions } = answer.coverage;
  if (model.records === 0 && answer.waiting === 0) return "no_records";
  if (predictions === 0 && answer.waiting > 0) return "counting";
  if (answer.task === null) return "no_labels";
  return predictions === 0 ? "no_data" : null;
}

/** The next step, in words and as a button. */
export function PerformanceEmpty({ reason, model, waiting }: { reason: EmptyReason; model: ModelDetail; waiting: number }) {
  if (reason === "no_labels") return <NoLabels model={model} />;
  if (reason === "no_records") {
    return (
      <NoRecordsYet>
        Performance is predictions held against what turned out. Send the first predictions, and their labels whenever they are known.
      </NoRecordsYet>
    );
  }
  return reason === "counting" ? <StillCounting model={model} waiting={waiting} /> : <NotInWindow model={model} what="predictions" />;
}

/** How to send a label, with the id of a prediction that waits for one. */
function NoLabels({ model }: { model: ModelDetail }) {
  const { from, to } = useTimeWindow();
  const records = useRecords(model.name, { from, to });
  const newest = records.data?.pages[0]?.data.find(({ kind }) => kind === "prediction");
  const predicted = newest?.values.prediction;
  const label = typeof predicted === "number" ? predicted : typeof predicted === "string" ? predicted : "what turned out";
  return (
    <EmptyState icon={Tag} title="No labels yet">
      <p>
        A label is a record with the id of its prediction. Send it whenever it is known: predictions and labels find each other, however
        late they come.
      </p>
      <CodeBlock
        className="mt-5 w-full max-w-xl text-left"
        title={newest ? "The label of your newest prediction" : "The label of a prediction"}
        code={labelSnippet({ origin: window.location.origin, model: model.name, id: newest?.id ?? "the-id-of-the-prediction", label })}
      />
    </EmptyState>
  );
}

/** What keeps part of the page empty, each with what to do about it. */
export function PerformanceNotices({ model, answer }: { model: ModelDetail; answer: PerformanceAnswer }) {
  const { coverage, estimated } = answer;
  const isClassification = answer.task === "binary" || answer.task === "multiclass";
  const noScores = isClassification && coverage.predictions > 0 && coverage.without_score >= coverage.predictions;
  const labelledReference = answer.reference !== null && answer.reference.labelled > 0;
  return (
    <div className="mb-4 space-y-2 empty:hidden">
      {noScores && (
        <Notice>
          No prediction has a score, so there is no AUC, log loss or calibration, and no estimate. Send the probability of the positive
          class as <code className="font-mono text-xs">score</code> with each prediction.
        </Notice>
      )}
      {!noScores && estimated === null && (
        <Notice
          action={
            !labelledReference && (
              <Link href={`${routes.settings(model.name)}#reference`} className="shrink-0 text-accent underline underline-offset-2">
                Set a reference
              </Link>
            )
          }
        >
          {labelledReference
            ? "There is no estimate for this task: figures come with their labels."
            : `No estimate without labels: it needs a reference whose predictions have theirs.${answer.task_is_provisional ? ` It would also fix the task (${answer.task}${answer.positive_class === null ? "" : `, positive class ${answer.positive_class}`}), which was read from the first labels.` : ""}`}
        </Notice>
      )}
      {coverage.invalid_labels > 0 && (
        <Notice tone="warning">
          {countOf(coverage.invalid_labels, "label")} cannot be used for this task, for example text where a number is due. Their
          predictions count as not labelled.
        </Notice>
      )}
    </div>
  );
}
