"use client";

import Link from "next/link";
import { routes } from "#client/routes.ts";
import { countOf, formatCount } from "#core/charts/numbers.ts";
import type { ModelDetail } from "#core/contracts/models.ts";
import type { SlicesAnswer } from "#core/contracts/verdict.ts";
import { Card } from "../ui/card.tsx";
import { Notice } from "../ui/notice.tsx";
import { Stat } from "../ui/stat.tsx";
import { differenceText, LOSS_WORDS, type Loss, rateText } from "./slice-words.ts";
import { useBy } from "./slices-state.ts";
import { type WeakSlice, WeakTable } from "./weak-table.tsx";

interface WeakCardProps {
  model: ModelDetail;
  answer: SlicesAnswer;
  loss: Loss;
  unit: string | null;
  onSave: (slice: WeakSlice) => void;
}

/** The overall figure, then the slices that pull it down, with what they were chosen from. */
export function WeakCard({ model, answer, loss, unit, onSave }: WeakCardProps) {
  const [by] = useBy();
  const hasReference = answer.reference_rate !== null;
  const change = answer.rate !== null && answer.reference_rate !== null ? answer.rate - answer.reference_rate : null;
  return (
    <>
      <dl className="mb-4 grid grid-cols-2 gap-x-6 gap-y-3 sm:flex sm:flex-wrap sm:gap-x-10">
        <Stat label={`${LOSS_WORDS[loss].rate} of the window`} value={rateText(loss, answer.rate, unit)} />
        <Stat
          label="Under the reference"
          value={rateText(loss, answer.reference_rate, unit)}
          hint={answer.reference?.label ?? "no reference"}
        />
        <Stat label="Change" value={differenceText(loss, change, unit)} />
        <Stat
          label="Labelled records looked at"
          value={formatCount(answer.sampled.current)}
          hint={answer.sampled.complete ? "all there are" : "a sample"}
        />
      </dl>
      {!hasReference && (
        <Notice
          className="mb-4"
          action={
            <Link href={`${routes.settings(model.name)}#reference`} className="shrink-0 text-accent underline underline-offset-2">
              Set a reference
            </Link>
          }
        >
          {answer.reference === null
            ? "Without a reference it can be said where the model is weak, but not where it has become so."
            : "The reference's predictions have no labels, so it cannot be said where the model has become weak."}
        </Notice>
      )}
      <Card
        title={by === "change" ? "Where it has become worse" : "Where it is weak"}
        description={triedText(answer, by)}
        className="mb-4"
        flush={answer.slices.length > 0}
      >
        {answer.slices.length > 0 ? (
          <WeakTable answer={answer} loss={loss} unit={unit} onSave={onSave} />
        ) : (
          <p className="text-ink-2">
            {answer.tried === 0
              ? "No slice has so many labelled records. Ask for fewer, or choose a longer window."
              : by === "change"
                ? "No slice has become worse by more than the others have, beyond what chance gives."
                : "No slice does worse than the rest beyond what chance gives: the model is as good everywhere as it is."}
          </p>
        )}
      </Card>
    </>
  );
}

function triedText({ tried, pruned, sampled }: SlicesAnswer, by: "level" | "change"): string {
  const all = `${countOf(tried, "slice")} of one column or two ${tried === 1 ? "was" : "were"} tried`;
  const shown =
    by === "change"
      ? "those that became worse by more than the others"
      : "those that do worse than all other records by at least 0.2 standard deviations";
  const explained =
    pruned > 0 ? ` ${formatCount(pruned)} more would be here, but ${pruned === 1 ? "is" : "are"} explained by one that is.` : "";
  const sample = sampled.complete ? "" : " From a sample: open the records for all of a slice.";
  return `${all}; shown are ${shown}, with p below 0.05 after Benjamini-Hochberg over all of them.${explained}${sample}`;
}
