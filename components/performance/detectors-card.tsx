"use client";

import type { useDetectors } from "#client/api/detectors.ts";
import { useTimeZone } from "#client/url-state.ts";
import { countOf, formatCount, formatStatistic } from "#core/charts/numbers.ts";
import type { Verdict } from "#core/contracts/common.ts";
import type { DetectorAnswer, DetectorState, DetectorsAnswer } from "#core/contracts/detectors.ts";
import { Card } from "../ui/card.tsx";
import { ErrorState } from "../ui/error-state.tsx";
import { Skeleton } from "../ui/skeleton.tsx";
import { Table, Td, Th, Tr } from "../ui/table.tsx";
import { VerdictBadge } from "../ui/verdict-badge.tsx";
import { eventTime, lossWords } from "./detector-marks.ts";

const STATES: Record<DetectorState, { verdict: Verdict; word: string }> = {
  drift: { verdict: "drift", word: "Drift" },
  warning: { verdict: "warning", word: "Warning" },
  quiet: { verdict: "stable", word: "Quiet" },
  not_started: { verdict: "no_data", word: "No labels yet" },
  not_for_task: { verdict: "no_data", word: "Not for numbers" },
};

interface DetectorsCardProps {
  detectors: ReturnType<typeof useDetectors>;
  /** The page shows one slice; the detectors see all traffic. */
  slice: string | null;
}

/** Where each streaming detector stands, and how far it is to be believed. */
export function DetectorsCard({ detectors, slice }: DetectorsCardProps) {
  const { data } = detectors;
  if (data === undefined)
    return detectors.isError ? (
      <ErrorState
        className="mb-4"
        title="The streaming detectors could not be loaded"
        error={detectors.error}
        onRetry={() => void detectors.refetch()}
      />
    ) : (
      <div role="status" aria-label="Loading the streaming detectors">
        <Skeleton className="mb-4 h-72 w-full" />
      </div>
    );
  return (
    <Card
      title="Streaming detectors"
      description={`They read ${lossWords(data.loss)}, in the order in which labels came${slice ? ", of all traffic: they do not follow the slice" : ""}. Hold what they call against how often they call on the same losses shuffled, where nothing drifts.`}
      className="mb-4"
      flush
    >
      <DetectorsTable answer={data} />
      <details className="px-4 py-3">
        <summary className="w-fit cursor-pointer text-ink-2 text-xs underline decoration-line-strong underline-offset-2 hover:text-ink">
          How they work, and their parameters
        </summary>
        <dl className="mt-3 grid gap-x-6 gap-y-3 text-xs md:grid-cols-2">
          {data.detectors.map((detector) => (
            <div key={detector.id}>
              <dt className="font-medium text-ink">
                {detector.title} <span className="font-normal text-ink-3">({detector.source})</span>
              </dt>
              <dd className="mt-0.5 text-pretty text-ink-2">
                {detector.summary} {detector.reading}
                <ul className="tabular mt-1 text-ink-3">
                  {detector.parameters.map(({ name, value, meaning }) => (
                    <li key={name}>
                      {name} {value}: {meaning}
                    </li>
                  ))}
                </ul>
              </dd>
            </div>
          ))}
        </dl>
        <p className="mt-3 max-w-3xl text-pretty text-ink-3 text-xs">
          After a drift a detector starts anew. A label that is corrected later changes the metrics, and not what was streamed. Shuffling
          takes away that neighbouring losses may depend on each other; where they do, false alarms are more frequent than it says.
        </p>
      </details>
    </Card>
  );
}

function DetectorsTable({ answer }: { answer: DetectorsAnswer }) {
  const timeZone = useTimeZone();
  return (
    <Table label="Streaming detectors">
      <thead>
        <tr>
          <Th>Detector</Th>
          <Th>State</Th>
          <Th>Last drift</Th>
          <Th className="text-right">In this window</Th>
          <Th title="The newest losses in random order, where nothing drifts">False alarms on shuffled data</Th>
        </tr>
      </thead>
      <tbody>
        {answer.detectors.map((detector) => (
          <Tr key={detector.id}>
            <Td className="min-w-64">
              <span className="font-medium text-ink">{detector.title}</span>
              <span className="block text-pretty text-ink-2 text-xs">{detector.summary}</span>
            </Td>
            <Td title={detector.sentence}>
              <VerdictBadge verdict={STATES[detector.state].verdict} word={STATES[detector.state].word} />
            </Td>
            <Td className="tabular whitespace-nowrap">
              <LastDrift detector={detector} timeZone={timeZone} />
            </Td>
            <Td className="tabular whitespace-nowrap text-right">
              {countOf(detector.drifts, "drift")}
              <span className="block text-ink-3 text-xs">{countOf(detector.warnings, "warning")}</span>
            </Td>
            <Td className="min-w-56">
              <FalseAlarms detector={detector} status={answer.false_alarms.status} />
            </Td>
          </Tr>
        ))}
      </tbody>
    </Table>
  );
}

function LastDrift({ detector, timeZone }: { detector: DetectorAnswer; timeZone: string }) {
  const last = detector.streams
    .flatMap(({ last_drift }) => (last_drift ? [last_drift] : []))
    .sort((a, b) => (a.predicted_at < b.predicted_at ? 1 : -1))[0];
  if (!last) return <span className="text-ink-3">never</span>;
  return (
    <>
      {eventTime(last, timeZone)}
      <span className="block text-ink-3 text-xs">
        label {formatCount(last.position + 1)}
        {detector.streams.length > 1 && ` of version ${last.version}`}
      </span>
    </>
  );
}

const UNKNOWN: Record<DetectorsAnswer["false_alarms"]["status"], string> = {
  ready: "—",
  pending: "being computed…",
  failed: "could not be computed; the worker's log says why",
  no_labels: "no labels yet",
};

function FalseAlarms({ detector: { state, false_alarms }, status }: { detector: DetectorAnswer; status: keyof typeof UNKNOWN }) {
  if (!false_alarms) return <span className="text-ink-3 text-xs">{state === "not_for_task" ? "—" : UNKNOWN[status]}</span>;
  const { alarmed, shuffles, values, per_thousand } = false_alarms;
  return (
    <span className="tabular">
      in {alarmed} of {shuffles} shuffled streams
      <span className="block text-ink-3 text-xs">
        of {countOf(values, "label")}; {formatStatistic(per_thousand)} alarms per 1,000
      </span>
    </span>
  );
}
