"use client";

import { formatAligned, formatCount } from "#core/charts/numbers.ts";
import type { OutputsAnswer } from "#core/contracts/outputs.ts";
import type { Bin } from "../charts/prepare-distribution.ts";
import { Card } from "../ui/card.tsx";
import { Notice } from "../ui/notice.tsx";
import { VerdictBadge } from "../ui/verdict-badge.tsx";
import { HistogramPanel } from "./histogram-panel.tsx";

type ByClass = NonNullable<OutputsAnswer["by_class"]>;

/** How sure the model was of each class that it said. */
export function ByClassPanel({ answer }: { answer: OutputsAnswer }) {
  const { by_class: byClass, by_class_reason: reason } = answer;
  if (!byClass) return reason ? <Notice className="mb-4">Scores by predicted class: {reason}</Notice> : null;
  const what = byClass.score_of === null ? "each class's own score" : `the score of ${byClass.score_of}`;
  return (
    <Card title="Scores by predicted class" description={`Of the predictions of each class, ${what}; labelled or not.`} className="mb-4">
      <div className="grid gap-6 lg:grid-cols-2">
        {byClass.classes.map((one) => (
          <HistogramPanel
            key={one.name}
            level={3}
            title={
              <span className="inline-flex flex-wrap items-center gap-2">
                Said {one.name} <VerdictBadge verdict={one.verdict} />
              </span>
            }
            label={`Scores where ${one.name} was predicted`}
            summary={one.reason}
            xTitle={byClass.score_of === null ? `score of ${one.name}` : `score of ${byClass.score_of}`}
            bins={binsOf(byClass.edges, one)}
            sides={{
              reference: one.reference_n === null ? "Reference: none" : `Reference, ${formatCount(one.reference_n)}`,
              current: `Current window, ${formatCount(one.n)}`,
            }}
          />
        ))}
      </div>
    </Card>
  );
}

function binsOf(edges: readonly number[], { counts, n, reference_counts: before, reference_n: of }: ByClass["classes"][number]): Bin[] {
  const labels = formatAligned([0, ...edges]);
  return edges.map((to, i) => ({
    label: `${labels[i]} – ${labels[i + 1]}`,
    kind: "range",
    from: i === 0 ? 0 : edges[i - 1]!,
    to,
    reference: before?.[i] ?? 0,
    current: counts[i]!,
    reference_share: of ? (before?.[i] ?? 0) / of : 0,
    current_share: n > 0 ? counts[i]! / n : 0,
  }));
}
