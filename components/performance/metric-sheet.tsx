"use client";

import { formatCount, formatShare, NO_NUMBER } from "#core/charts/numbers.ts";
import type { PerformanceAnswer, PerformanceMetric } from "#core/contracts/performance.ts";
import type { MetricId } from "#core/performance/metrics/result.ts";
import { Fact, SheetHeading } from "../ui/facts.tsx";
import { Sheet, SheetContent } from "../ui/sheet.tsx";
import { coverageText } from "./coverage-text.ts";
import { BAND_WORDS, BETTER_WORDS, bandText, METRIC_WORDS, metricText } from "./metric-words.ts";

interface MetricSheetProps {
  answer: PerformanceAnswer;
  metric: MetricId | null;
  unit: string | null;
  onClose: () => void;
}

/** A metric taken apart: what it means, how it is computed, what it rests on, and how sure it is. */
export function MetricSheet({ answer, metric: id, unit, onClose }: MetricSheetProps) {
  const metric = answer.metrics.find((candidate) => candidate.id === id);
  return (
    <Sheet open={metric !== undefined} onOpenChange={(next) => !next && onClose()}>
      {metric && (
        <SheetContent title={`${METRIC_WORDS[metric.id].name}, explained`} className="max-w-xl">
          <Body answer={answer} metric={metric} unit={unit} />
        </SheetContent>
      )}
    </Sheet>
  );
}

function Body({ answer, metric, unit }: { answer: PerformanceAnswer; metric: PerformanceMetric; unit: string | null }) {
  const { formula, meaning } = METRIC_WORDS[metric.id];
  const estimated = answer.estimated?.metrics.find(({ id }) => id === metric.id);
  const text = (value: number | null | undefined) => metricText(metric.id, value, unit);
  const isExact = metric.certified_lower === metric.certified_upper;
  return (
    <div className="space-y-5">
      <div>
        <span className="tabular font-semibold text-2xl text-ink">{text(metric.value)}</span>
        <p className="mt-1.5 text-pretty text-ink-2">{meaning}</p>
        {metric.reason && <p className="mt-1.5 text-pretty text-ink">{metric.reason}.</p>}
        {answer.positive_class !== null && (
          <p className="mt-1.5 text-ink-2">
            The positive class is <code className="font-mono text-ink">{answer.positive_class}</code>.
          </p>
        )}
      </div>
      <section>
        <SheetHeading>Formula</SheetHeading>
        <pre className="overflow-x-auto whitespace-pre-wrap rounded-md bg-sunken px-3 py-2 font-mono text-ink text-xs">{formula}</pre>
        <p className="mt-1.5 text-ink-2 text-xs">
          {BETTER_WORDS[metric.better].replace(/^./, (first) => first.toUpperCase())}. It rests on {formatCount(metric.n)} labelled
          predictions ({coverageText(answer.coverage)}).
        </p>
      </section>
      <section>
        <SheetHeading>How sure is it?</SheetHeading>
        <dl className="grid gap-x-6 gap-y-2.5 text-xs sm:grid-cols-2">
          <Fact name="Sampling error, 95%">{bandText(metric, unit) ?? "too few labels to say"}</Fact>
          <Fact name="Method of the band">{metric.band ? BAND_WORDS[metric.band] : NO_NUMBER}</Fact>
          <Fact name="On the raw values">
            {metric.value === null
              ? NO_NUMBER
              : isExact
                ? "exactly this value"
                : `certainly ${text(metric.certified_lower)} to ${text(metric.certified_upper)}`}
          </Fact>
          <Fact name="Reference">{text(answer.reference?.metrics.find(({ id }) => id === metric.id)?.value)}</Fact>
        </dl>
      </section>
      <section>
        <SheetHeading>Estimated without labels</SheetHeading>
        {estimated ? (
          <>
            <dl className="grid gap-x-6 gap-y-2.5 text-xs sm:grid-cols-2">
              <Fact name="Estimate">{text(estimated.value)}</Fact>
              <Fact name="Where the realised value would lie, 95%">{bandText(estimated, unit) ?? NO_NUMBER}</Fact>
              <Fact name="Predictions">{formatCount(answer.estimated?.n)}</Fact>
              <Fact name="Outside of what the reference knows">{formatShare(answer.estimated?.outside_share)}</Fact>
            </dl>
            <p className="mt-3 text-ink-2 text-xs">It supposes that</p>
            <ul className="mt-1 list-disc space-y-0.5 pl-4 text-ink-2 text-xs">
              {answer.estimated?.assumptions.map((assumption) => (
                <li key={assumption}>{assumption}</li>
              ))}
            </ul>
          </>
        ) : (
          <p className="text-ink-2 text-xs">
            {answer.estimated ? (answer.estimated.reason ?? "This metric has no estimate.") : "An estimate needs a reference with labels."}
          </p>
        )}
      </section>
    </div>
  );
}
