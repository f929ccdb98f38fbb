"use client";

import { WandSparkles } from "lucide-react";
import { useId, useState } from "react";
import { thresholdOf } from "#core/alarms/condition.ts";
import { conditionsOf } from "#core/alarms/expression.ts";
import { type Suggestion, suggestThreshold } from "#core/alarms/suggest.ts";
import { withThreshold } from "#core/alarms/with-threshold.ts";
import type { RuleDefinition } from "#core/contracts/alarm-rules.ts";
import type { PreviewAnswer } from "#core/contracts/alarms.ts";
import { Button } from "../../ui/button.tsx";
import { Input } from "../../ui/input.tsx";

interface SuggestFormProps {
  preview: PreviewAnswer;
  definition: RuleDefinition;
  conditionIndex: number;
  onAccept: (definition: RuleDefinition) => void;
  disabled: boolean;
}

interface Found {
  suggestion: Suggestion;
  /** What it was worked out from. */
  preview: PreviewAnswer;
  /** Null: there is none. */
  threshold: number | null;
  before: number | null;
}

/** "At most one false alarm a month": the threshold that keeps to it, by the records in shuffled order. */
export function SuggestForm({ preview, definition, conditionIndex, onAccept, disabled }: SuggestFormProps) {
  const id = useId();
  const [atMost, setAtMost] = useState("1");
  const [found, setFound] = useState<Found | null>(null);
  const condition = conditionsOf(definition.when)[conditionIndex];
  const threshold = condition ? thresholdOf(condition) : null;
  // Of another question, or overtaken by hand, it is no longer worth saying.
  const known = found && found.preview === preview && (found.threshold === null || found.threshold === threshold) ? found.suggestion : null;
  const [isBusy, setBusy] = useState(false);
  const rate = Number(atMost.replace(",", "."));
  const good = atMost.trim() !== "" && Number.isFinite(rate) && rate >= 0;

  function suggest() {
    setBusy(true);
    // The button shows first that it works: many thresholds are tried.
    setTimeout(() => {
      const suggestion = suggestThreshold(definition, preview, rate, conditionIndex);
      const to = "threshold" in suggestion ? suggestion.threshold : null;
      setFound({ suggestion, preview, threshold: to, before: threshold });
      setBusy(false);
      if (to !== null) onAccept(withThreshold(definition, conditionIndex, to));
    });
  }

  return (
    <div className="mt-3 border-line border-t pt-3 text-sm">
      {/* The page around it is a form already: Enter in this field must not save the alarm. */}
      <div className="flex flex-wrap items-center gap-2">
        <label htmlFor={id} className="text-ink-2">
          False alarms a month, at most
        </label>
        <Input
          id={id}
          inputMode="decimal"
          autoComplete="off"
          className="tabular w-16"
          value={atMost}
          aria-invalid={good ? undefined : true}
          onChange={(event) => setAtMost(event.target.value)}
          onKeyDown={(event) => {
            if (event.key !== "Enter") return;
            event.preventDefault();
            if (good && !disabled) suggest();
          }}
        />
        <Button busy={isBusy} disabled={!good || disabled} onClick={suggest}>
          <WandSparkles aria-hidden />
          Suggest a threshold
        </Button>
      </div>
      <div role="status" className="mt-2 text-pretty text-ink-2 text-xs">
        {known && ("sentence" in known ? known.sentence : `No suggestion: ${known.reason}`)}{" "}
        {known && "sentence" in known && (
          <button
            type="button"
            className="underline underline-offset-2 hover:text-ink"
            onClick={() => {
              if (found?.before !== null && found) onAccept(withThreshold(definition, conditionIndex, found.before));
              setFound(null);
            }}
          >
            Undo
          </button>
        )}
      </div>
    </div>
  );
}
