"use client";

import Link from "next/link";
import { queryString } from "#client/api/fetch-json.ts";
import { useVerdict } from "#client/api/performance.ts";
import { routes } from "#client/routes.ts";
import { formatCount, formatP, formatStatistic } from "#core/charts/numbers.ts";
import type { Verdict } from "#core/contracts/common.ts";
import type { KeptVerdict, VerdictAnswer } from "#core/contracts/verdict.ts";
import { ConceptBadge } from "../models/concept-badge.tsx";
import { Card } from "../ui/card.tsx";
import { Computing } from "../ui/computing.tsx";
import { ErrorState } from "../ui/error-state.tsx";
import { Skeleton } from "../ui/skeleton.tsx";
import { Table, Td, Th, Tr } from "../ui/table.tsx";
import { VerdictBadge } from "../ui/verdict-badge.tsx";
import type { PerformanceQueryParams } from "./use-performance-query.ts";

type Part = VerdictAnswer["parts"][number];

const STATES: Record<Part["state"], { verdict: Verdict; word: string }> = {
  moved: { verdict: "drift", word: "Moved" },
  unclear: { verdict: "warning", word: "Unclear" },
  unmoved: { verdict: "stable", word: "Not moved" },
  not_judged: { verdict: "no_data", word: "Not judged" },
};

const ABOUT: Record<Part["about"], { name: string; notation: string }> = {
  inputs: { name: "Inputs", notation: "P(x)" },
  labels: { name: "Labels", notation: "P(y)" },
  relation: { name: "Relation of label to inputs", notation: "P(y | x)" },
};

const PART_NAMES: Record<Part["id"], string> = {
  inputs: "Columns and classifier",
  labels: "Shares of the labels",
  performance: "Performance",
  calibration: "Label at the same score",
  columns: "Loss at the same values",
};

/** Data drift or concept drift? The page's headline, and what it rests on. */
export function VerdictCard({ model, params }: { model: string; params: PerformanceQueryParams }) {
  const { from, to, version, slice } = params;
  const verdict = useVerdict(model, { from, to, version, slice });
  if (verdict.error && !verdict.data)
    return (
      <ErrorState
        className="mb-5"
        title="Data drift or concept drift could not be told apart"
        error={verdict.error}
        onRetry={() => void verdict.refetch()}
      />
    );
  if (verdict.pending) return <Computing className="mb-5">A worker is telling data drift from concept drift, record by record.</Computing>;
  if (!verdict.data)
    return (
      <div role="status" aria-label="Loading the verdict">
        <Skeleton className="mb-5 h-28 w-full" />
      </div>
    );
  // Without a reference there is nothing to tell; the notices below say so.
  return verdict.data.reference === null ? null : <Told answer={verdict.data} params={params} isStale={verdict.isPlaceholderData} />;
}

function Told({ answer, params, isStale }: { answer: KeptVerdict; params: PerformanceQueryParams; isStale: boolean }) {
  const own = new Set([answer.headline, ...answer.parts.map(({ sentence }) => sentence)]);
  const remarks = answer.sentences.filter((sentence) => !own.has(sentence));
  return (
    <Card className={isStale ? "mb-5 opacity-60" : "mb-5"}>
      <section aria-label="Data drift or concept drift" aria-busy={isStale}>
        <div className="flex flex-wrap items-start gap-x-3 gap-y-2">
          <ConceptBadge result={answer.result} className="h-7 text-sm" />
          <p className="min-w-0 flex-1 basis-72 text-pretty font-medium text-base text-ink">{answer.headline}</p>
        </div>
        {remarks.length > 0 && (
          <ul className="mt-2.5 max-w-4xl space-y-1 text-pretty text-ink-2">
            {remarks.map((remark) => (
              <li key={remark}>{remark}</li>
            ))}
          </ul>
        )}
        <details className="mt-3">
          <summary className="w-fit cursor-pointer text-ink-2 text-xs underline decoration-line-strong underline-offset-2 hover:text-ink">
            What was looked at, and where it changed
          </summary>
          <div className="mt-3 space-y-4">
            <Parts parts={answer.parts} />
            {answer.where.length > 0 && <Where answer={answer} params={params} />}
            <p className="tabular text-ink-3 text-xs">
              Row by row: {formatCount(answer.sampled.reference)} labelled records of the reference and{" "}
              {formatCount(answer.sampled.current)} of the window
              {answer.sampled.complete ? ", all there are" : ", a sample"}.
              {answer.stale && " More records were counted since; a fresh verdict is being made."}
            </p>
          </div>
        </details>
      </section>
    </Card>
  );
}

function Parts({ parts }: { parts: readonly Part[] }) {
  return (
    <Table label="What was looked at" className="text-xs">
      <thead>
        <tr>
          <Th>Did it move?</Th>
          <Th>Looked at</Th>
          <Th>State</Th>
          <Th className="text-right">Effect</Th>
          <Th className="text-right">Threshold</Th>
          <Th className="text-right">p</Th>
          <Th className="min-w-72">In words</Th>
        </tr>
      </thead>
      <tbody>
        {parts.map((part) => (
          <Tr key={part.id}>
            <Td className="whitespace-nowrap">
              {ABOUT[part.about].name} <span className="text-ink-3">{ABOUT[part.about].notation}</span>
            </Td>
            <Td className="whitespace-nowrap">{PART_NAMES[part.id]}</Td>
            <Td>
              <VerdictBadge verdict={STATES[part.state].verdict} word={STATES[part.state].word} />
            </Td>
            <Td className="tabular text-right">{formatStatistic(part.effect)}</Td>
            <Td className="tabular text-right">{formatStatistic(part.threshold)}</Td>
            <Td className="tabular whitespace-nowrap text-right">{formatP(part.adjusted_p ?? part.p)}</Td>
            <Td className="text-pretty">{part.sentence}</Td>
          </Tr>
        ))}
      </tbody>
    </Table>
  );
}

const SHOWN = 5;

/** Where errors changed at the same value of a column; each leads to its records. */
function Where({ answer, params }: { answer: VerdictAnswer; params: PerformanceQueryParams }) {
  const rows = answer.where
    .slice(0, SHOWN)
    .flatMap(({ column, adjusted_p, bins }) => bins.slice(0, 2).map((bin) => ({ column, adjusted_p, ...bin })));
  const { from, to, version } = params;
  return (
    <Table label="Where errors changed" className="text-xs">
      <thead>
        <tr>
          <Th>Where errors changed</Th>
          <Th className="text-right">Mean loss then</Th>
          <Th className="text-right">Mean loss now</Th>
          <Th className="text-right">Records now</Th>
          <Th className="text-right">p of the column</Th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <Tr key={`${row.column} ${row.label}`}>
            <Td>
              {row.filter ? (
                <Link
                  href={`${routes.records(answer.model)}${queryString({ from, to, version, filter: row.filter })}`}
                  className="underline decoration-line-strong underline-offset-2 hover:text-accent"
                >
                  {row.column}: {row.label}
                </Link>
              ) : (
                `${row.column}: ${row.label}`
              )}
            </Td>
            <Td className="tabular text-right">{formatStatistic(row.reference_rate)}</Td>
            <Td className="tabular text-right">{formatStatistic(row.current_rate)}</Td>
            <Td className="tabular text-right">{formatCount(row.current_n)}</Td>
            <Td className="tabular whitespace-nowrap text-right">{formatP(row.adjusted_p)}</Td>
          </Tr>
        ))}
      </tbody>
    </Table>
  );
}
