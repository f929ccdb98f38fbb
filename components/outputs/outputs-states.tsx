"use client";

import Link from "next/link";
import { useRecords } from "#client/api/records.ts";
import { routes } from "#client/routes.ts";
import { useTimeWindow } from "#client/url-state.ts";
import type { ModelDetail } from "#core/contracts/models.ts";
import type { OutputsAnswer } from "#core/contracts/outputs.ts";
import { NoRecordsYet, NotInWindow, StillCounting } from "../models/model-empty.tsx";
import { Card } from "../ui/card.tsx";
import { CodeBlock } from "../ui/code-block.tsx";
import { Notice } from "../ui/notice.tsx";
import { Skeleton } from "../ui/skeleton.tsx";
import { feedbackSnippet } from "./feedback-snippet.ts";

type EmptyReason = "no_records" | "counting" | "no_data";

/** Why the page has nothing to show; null where it has. */
export function emptyReason(model: ModelDetail, answer: OutputsAnswer): EmptyReason | null {
  if (answer.predictions > 0 || answer.drift.some(({ current_n }) => current_n > 0)) return null;
  if (model.records === 0 && answer.waiting === 0) return "no_records";
  return answer.waiting > 0 ? "counting" : "no_data";
}

/** The next step, in words and as a button. */
export function OutputsEmpty({ reason, model, waiting }: { reason: EmptyReason; model: ModelDetail; waiting: number }) {
  if (reason === "no_records") {
    return (
      <NoRecordsYet>
        Outputs are what the model predicted, and what people did with it. Send the first predictions, and feedback whenever there is some.
      </NoRecordsYet>
    );
  }
  return reason === "counting" ? <StillCounting model={model} waiting={waiting} /> : <NotInWindow model={model} what="predictions" />;
}

/** How to send feedback, with the id of a prediction that has none. */
export function NoFeedback({ model }: { model: ModelDetail }) {
  const { from, to } = useTimeWindow();
  const records = useRecords(model.name, { from, to });
  const newest = records.data?.pages[0]?.data.find(({ kind }) => kind === "prediction");
  return (
    <Card
      title="No feedback yet"
      description="Whether an output was clicked, asked for again or given up says how good it is long before a label does. Send what people did with a prediction under its id, whenever it happens: clicked, redo, switched, or any yes, no or number of your own."
      className="mb-4"
    >
      <CodeBlock
        className="w-full max-w-xl"
        title={newest ? "Feedback for your newest prediction" : "Feedback for a prediction"}
        code={feedbackSnippet({ origin: window.location.origin, model: model.name, id: newest?.id ?? "the-id-of-the-prediction" })}
      />
    </Card>
  );
}

/** What keeps part of the page empty, each with what to do about it. */
export function OutputsNotices({ model, answer }: { model: ModelDetail; answer: OutputsAnswer }) {
  const settings = (
    <Link href={`${routes.settings(model.name)}#reference`} className="shrink-0 text-accent underline underline-offset-2">
      Set a reference
    </Link>
  );
  const uncounted = answer.predictions === 0 && answer.drift.some(({ current_n }) => current_n > 0);
  return (
    <div className="mb-4 space-y-2 empty:hidden">
      {answer.reference === null && <Notice action={settings}>Nothing to compare with: this model has no reference.</Notice>}
      {answer.reference !== null && answer.reference.predictions === null && answer.answered > 0 && (
        <Notice>The reference is uploaded rows, which have no feedback: rates are shown without a comparison.</Notice>
      )}
      {uncounted && (
        <Notice>
          These records were counted before feedback was. Rates appear with the next batch of records, or once the model is counted again.
        </Notice>
      )}
    </div>
  );
}

export function OutputsSkeleton() {
  return (
    <div role="status" aria-label="Loading the outputs">
      <Skeleton className="mb-4 h-7 w-full max-w-xl" />
      <div className="mb-4 grid grid-cols-1 gap-3 min-[420px]:grid-cols-2 lg:grid-cols-3 xl:grid-cols-4">
        {[0, 1, 2, 3].map((i) => (
          <Skeleton key={i} className="h-36" />
        ))}
      </div>
      <Skeleton className="mb-4 h-88 w-full" />
      <Skeleton className="mb-4 h-88 w-full" />
    </div>
  );
}
