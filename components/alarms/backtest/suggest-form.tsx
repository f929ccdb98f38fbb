"use client";

import { WandSparkles } from "lucide-react";
import { useId, useState } from "react";
import { type Suggestion, suggestThreshold } from "#core/alarms/suggest.ts";
import { withThreshold } from "#core/alarms/with-threshold.ts";
import type { PreviewAnswer, RuleDefinition } from "#core/contracts/alarms.ts";
import { Button } from "../../ui/button.tsx";
import { Input } from "../../ui/input.tsx";

interface SuggestFormProps {
  preview: PreviewAnswer;
  definition: RuleDefinition;
  conditionIndex: number;
  onAccept: (definition: RuleDefinition) => void;
  disabled: boolean;
}

/** "At most one false alarm a month": the threshold that keeps to it, by the records in shuffled order. */
export function SuggestForm({ preview, definition, conditionIndex, onAccept, disabled }: SuggestFormProps) {
  const id = useId();
  const [atMost, setAtMost] = useState("1");
  const [found, setFound] = useState<{ suggestion: Suggestion; before: RuleDefinition } | null>(null);
  const [isBusy, setBusy] = useState(false);
  const rate = Number(atMost.replace(",", "."));
  const good = atMost.trim() !== "" && Number.isFinite(rate) && rate >= 0;

  function suggest() {
    setBusy(true);
    // The button shows first that it works: many thresholds are tried.
    setTimeout(() => {
      const suggestion = suggestThreshold(definition, preview, rate, conditionIndex);
      setFound({ suggestion, before: definition });
      setBusy(false);
      if ("threshold" in suggestion) onAccept(withThreshold(definition, conditionIndex, suggestion.threshold));
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
        {found && ("sentence" in found.suggestion ? found.suggestion.sentence : `No suggestion: ${found.suggestion.reason}`)}{" "}
        {found && "sentence" in found.suggestion && (
          <button
            type="button"
            className="underline underline-offset-2 hover:text-ink"
            onClick={() => {
              onAccept(found.before);
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
