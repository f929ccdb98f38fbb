"use client";

import type { OutputsAnswer } from "#core/contracts/outputs.ts";
import { Select } from "../ui/select.tsx";
import { STEPS, useStep } from "./outputs-state.ts";
import { STEP_WORDS } from "./step-words.ts";

/** How wide a step is, of all charts of the page. */
export function StepSelect({ step }: { step: OutputsAnswer["step"] }) {
  const [chosen, setChosen] = useStep();
  return (
    <Select
      size="sm"
      aria-label="Step"
      className="w-36"
      value={chosen ?? ""}
      options={[
        { value: "", label: chosen === null ? `Auto: ${STEP_WORDS[step].toLowerCase()}` : "Auto" },
        ...STEPS.map((value) => ({ value, label: STEP_WORDS[value] })),
      ]}
      onValueChange={(value) => void setChosen(value === "" ? null : value)}
    />
  );
}
