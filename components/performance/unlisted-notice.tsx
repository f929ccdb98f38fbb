"use client";

import Link from "next/link";
import { toast } from "sonner";
import { useReprofile } from "#client/api/models.ts";
import { routes } from "#client/routes.ts";
import { countOf, formatShare } from "#core/charts/numbers.ts";
import type { PerformanceAnswer } from "#core/contracts/performance.ts";
import { Button } from "../ui/button.tsx";
import { Notice } from "../ui/notice.tsx";

/** Says that classes came after the classes were fixed, by name, and offers to count again with them. */
export function UnlistedNotice({ answer }: { answer: PerformanceAnswer }) {
  const reprofile = useReprofile(answer.model);
  const { unlisted } = answer;
  if (!unlisted) return null;
  // Two classes that a reference fixed stay two: a third one is a new task, and a person says so.
  const staysTwo = answer.task === "binary" && !answer.task_is_provisional;

  function countAgain() {
    reprofile.mutate(undefined, {
      onSuccess: () => toast.success("The stored records are counted again in the background"),
      onError: (error) => toast.error("The records are not counted again", { description: error.message }),
    });
  }

  return (
    <Notice
      tone="warning"
      className="mb-4"
      action={
        staysTwo ? (
          <Link href={`${routes.settings(answer.model)}#performance`} className="shrink-0 text-accent underline underline-offset-2">
            Set the task
          </Link>
        ) : (
          <Button size="sm" busy={reprofile.isPending} disabled={reprofile.isSuccess} onClick={countAgain}>
            Count again
          </Button>
        )
      }
    >
      {countOf(unlisted.n, "labelled prediction")} ({formatShare(unlisted.share)}) {unlisted.n === 1 ? "has" : "have"} a class that was not
      known when the classes were fixed{unlisted.examples.length > 0 && ` (${unlisted.examples.join(", ")})`}, counted as other.{" "}
      {staysTwo
        ? "If it is a class of its own, set the task to multiclass."
        : reprofile.isSuccess
          ? "The stored records are being counted again."
          : "Counting the stored records again gives it a row of its own."}
    </Notice>
  );
}
