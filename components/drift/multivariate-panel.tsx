"use client";

import { useMultivariate } from "#client/api/analyses.ts";
import { formatCount } from "#core/charts/numbers.ts";
import type { Verdict } from "#core/contracts/common.ts";
import type { KeptMultivariate } from "#core/contracts/multivariate.ts";
import { Card } from "../ui/card.tsx";
import { Computing } from "../ui/computing.tsx";
import { ErrorState } from "../ui/error-state.tsx";
import { Skeleton } from "../ui/skeleton.tsx";
import { VerdictBadge } from "../ui/verdict-badge.tsx";
import { MultivariateClassifier } from "./multivariate-classifier.tsx";
import { MultivariateError } from "./multivariate-error.tsx";
import type { DriftQueryParams } from "./use-drift-query.ts";

interface MultivariatePanelProps {
  model: string;
  params: DriftQueryParams;
  timeZone: string;
  onSelect: (column: string) => void;
  onZoom: (from: number, to: number) => void;
}

const STATES: Record<NonNullable<KeptMultivariate["state"]>, { verdict: Verdict; word: string }> = {
  moved: { verdict: "drift", word: "Moved together" },
  unclear: { verdict: "warning", word: "Unclear" },
  unmoved: { verdict: "stable", word: "Not moved together" },
};

/** What no column shows alone: inputs that move together, and relations between them that change. */
export function MultivariatePanel({ model, params, timeZone, onSelect, onZoom }: MultivariatePanelProps) {
  const { from, to, version, slice } = params;
  const query = useMultivariate(model, { from, to, version, slice });
  return (
    <Card
      title="Many columns at once"
      description="Columns can each stay within their limits and still move together, or keep their values and lose their relations."
      className="mb-4"
    >
      {query.error && !query.data ? (
        <ErrorState title="The columns could not be looked at together" error={query.error} onRetry={() => void query.refetch()} />
      ) : query.pending ? (
        <Computing>A worker is comparing records of the window with records of the reference.</Computing>
      ) : !query.data ? (
        <div role="status" aria-label="Loading many columns at once">
          <Skeleton className="h-40 w-full" />
        </div>
      ) : (
        <Answer answer={query.data} isStale={query.isPlaceholderData} timeZone={timeZone} onSelect={onSelect} onZoom={onZoom} />
      )}
    </Card>
  );
}

interface AnswerProps extends Pick<MultivariatePanelProps, "timeZone" | "onSelect" | "onZoom"> {
  answer: KeptMultivariate;
  /** Of the window before. */
  isStale: boolean;
}

function Answer({ answer, isStale, timeZone, onSelect, onZoom }: AnswerProps) {
  if (answer.state === null) return <NotPossible answer={answer} />;
  const look = STATES[answer.state];
  const { sampled } = answer;
  return (
    <div aria-busy={isStale} className={isStale ? "opacity-60 transition-opacity delay-200" : undefined}>
      <div className="flex flex-wrap items-start gap-x-3 gap-y-2">
        <VerdictBadge verdict={look.verdict} word={look.word} />
        <p className="min-w-0 flex-1 basis-72 text-pretty text-ink">{answer.headline}</p>
      </div>
      <div className="mt-4 grid gap-x-8 gap-y-6 lg:grid-cols-2">
        {answer.domain && <MultivariateClassifier domain={answer.domain} onSelect={onSelect} />}
        {answer.reconstruction && (
          <MultivariateError
            reconstruction={answer.reconstruction}
            timeZone={timeZone}
            completeUntil={Date.parse(answer.complete_until)}
            onZoom={onZoom}
            onSelect={onSelect}
          />
        )}
      </div>
      <p className="tabular mt-4 text-pretty text-ink-3 text-xs">
        {formatCount(answer.columns)} input columns of {formatCount(sampled.reference)} records of the reference and{" "}
        {formatCount(sampled.current)} of the window{sampled.complete ? ", all there are" : ", a sample chosen by their ids"}.
        {answer.left_out.length > 0 && ` Left out for their number: ${answer.left_out.join(", ")}.`}
        {answer.stale && " More records were counted since; a fresh answer is being made."}
      </p>
    </div>
  );
}

const REASONS: Record<NonNullable<KeptMultivariate["reason"]>, string> = {
  no_reference: "There is no reference to compare with. Set one in the model's settings.",
  too_few_columns: "This takes two input columns at least; the model has fewer.",
  too_few_rows: "There are too few records.",
};

function NotPossible({ answer }: { answer: KeptMultivariate }) {
  const reason = answer.reason === null ? "" : REASONS[answer.reason];
  return <p className="text-pretty text-ink-2 text-sm">{answer.reason === "too_few_rows" ? `${reason} ${answer.headline}` : reason}</p>;
}
