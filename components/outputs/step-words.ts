import type { OutputsAnswer } from "#core/contracts/outputs.ts";

export const STEP_WORDS: Record<OutputsAnswer["step"], string> = {
  minute: "By minute",
  hour: "By hour",
  day: "By day",
  week: "By week",
  month: "By month",
};
