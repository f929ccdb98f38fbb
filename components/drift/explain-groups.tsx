"use client";

import { useState } from "react";
import { countOf } from "#core/charts/numbers.ts";
import type { ExplainAnswer } from "#core/contracts/drift.ts";
import { STATISTIC_SHORT } from "../charts/words.ts";
import { Button } from "../ui/button.tsx";
import { DistributionTable } from "./distribution-table.tsx";
import { statisticText } from "./statistic-value.tsx";

const FIRST = 60;

/** What each group adds is another thing for each statistic (`contributionsOf` in lib/core/statistics). */
function partTitle(answer: ExplainAnswer): string {
  switch (answer.statistic) {
    case "ks":
      return "|F c − F r|";
    case "jensen_shannon":
    case "hellinger":
    case "chi_square":
      return `Part of ${STATISTIC_SHORT[answer.statistic]}²`;
    case "l_infinity":
      return "|c − r|";
    case "mean_shift":
    case "spread_ratio":
      return "Part of PSI";
    default:
      return `Part of ${STATISTIC_SHORT[answer.statistic]}`;
  }
}

/** The groups of an explanation. Kolmogorov-Smirnov and Wasserstein have up to a thousand: the first ones at once, all on demand. */
export function ExplainGroups({ answer }: { answer: ExplainAnswer }) {
  const [all, setAll] = useState(false);
  const shown = all ? answer.groups : answer.groups.slice(0, FIRST);
  return (
    <>
      <DistributionTable
        bins={shown}
        label="Groups with their counts and parts"
        part={{ title: partTitle(answer), format: (value) => statisticText(answer.statistic, value) }}
      />
      {shown.length < answer.groups.length && (
        <Button size="sm" className="mt-2" onClick={() => setAll(true)}>
          Show all {countOf(answer.groups.length, "group")}
        </Button>
      )}
    </>
  );
}
