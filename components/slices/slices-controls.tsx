"use client";

import { countOf } from "#core/charts/numbers.ts";
import { Select } from "../ui/select.tsx";
import { BY, SUPPORTS, useBy, useSupport } from "./slices-state.ts";

const BY_WORDS: Record<(typeof BY)[number], string> = {
  level: "Worse than the rest",
  change: "Became worse",
};

/** What counts as weak, and on how many records. */
export function SlicesControls() {
  const [by, setBy] = useBy();
  const [support, setSupport] = useSupport();
  const supports = [...new Set([...SUPPORTS, support])].sort((a, b) => a - b);
  return (
    <>
      <Select
        aria-label="Weak by"
        size="sm"
        value={by}
        options={BY.map((value) => ({ value, label: BY_WORDS[value] }))}
        onValueChange={(next) => void setBy(next)}
      />
      <Select
        aria-label="Records that a slice needs"
        size="sm"
        value={String(support)}
        options={supports.map((n) => ({ value: String(n), label: `At least ${countOf(n, "record")}` }))}
        onValueChange={(next) => void setSupport(Number(next))}
      />
    </>
  );
}
