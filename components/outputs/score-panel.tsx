"use client";

import { countOf, formatCount, formatNumber } from "#core/charts/numbers.ts";
import type { OutputColumn, OutputsAnswer } from "#core/contracts/outputs.ts";
import { Card } from "../ui/card.tsx";
import { Select } from "../ui/select.tsx";
import { VerdictBadge } from "../ui/verdict-badge.tsx";
import { HistogramPanel } from "./histogram-panel.tsx";
import { useScoreChoice } from "./outputs-state.ts";

/** How sure the model was: the histogram of a score, now and in the reference. */
export function ScorePanel({ answer, scores }: { answer: OutputsAnswer; scores: readonly OutputColumn[] }) {
  const [chosen, setChosen] = useScoreChoice();
  const column = scores.find(({ name }) => name === chosen) ?? scores[0];
  if (!column) return null;
  const label = `Distribution of ${column.name}`;
  return (
    <Card className="mb-4">
      <HistogramPanel
        key={column.name}
        title={
          <span className="inline-flex flex-wrap items-center gap-2">
            {label} <VerdictBadge verdict={column.verdict} />
          </span>
        }
        label={label}
        summary={`${meansOf(column)} ${column.reason}`}
        xTitle={column.name}
        bins={column.groups.map((group) => ({
          ...group,
          reference_share: group.reference_share ?? 0,
          current_share: group.current_share ?? 0,
        }))}
        sides={{
          reference: `Reference: ${answer.reference?.label ?? "none"}, ${formatCount(column.reference_n)}`,
          current: `Current window, ${formatCount(column.current_n)}`,
        }}
        actions={
          scores.length > 1 && (
            <Select
              size="sm"
              aria-label="Score"
              className="max-w-52"
              value={column.name}
              options={scores.map(({ name }) => ({ value: name, label: name }))}
              onValueChange={(name) => void setChosen(name)}
            />
          )
        }
      />
    </Card>
  );
}

function meansOf({ reference_mean: was, current_mean: is, current_n }: OutputColumn): string {
  if (is === null) return "No scores in this window.";
  return was === null
    ? `Mean ${formatNumber(is)} of ${countOf(current_n, "prediction")}.`
    : `Mean ${formatNumber(was)} then, ${formatNumber(is)} now.`;
}
