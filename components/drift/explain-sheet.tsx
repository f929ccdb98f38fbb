"use client";

import { useExplain } from "#client/api/drift.ts";
import { formatTime } from "#client/format.ts";
import { useTimeZone } from "#client/url-state.ts";
import { countOf, formatCount, formatNumber, formatP } from "#core/charts/numbers.ts";
import type { StatisticId } from "#core/contracts/common.ts";
import type { ExplainAnswer } from "#core/contracts/drift.ts";
import { STATISTIC_SHORT } from "../charts/words.ts";
import { CopyButton } from "../ui/copy-button.tsx";
import { ErrorState } from "../ui/error-state.tsx";
import { Fact, SheetHeading } from "../ui/facts.tsx";
import { Notice } from "../ui/notice.tsx";
import { Sheet, SheetContent } from "../ui/sheet.tsx";
import { Skeleton } from "../ui/skeleton.tsx";
import { VerdictBadge } from "../ui/verdict-badge.tsx";
import { explanationCsv } from "./explain-csv.ts";
import { ExplainGroups } from "./explain-groups.tsx";
import { Recompute } from "./recompute.tsx";
import { statisticText } from "./statistic-value.tsx";
import type { DriftQueryParams } from "./use-drift-query.ts";

interface ExplainSheetProps {
  model: string;
  params: DriftQueryParams;
  column: string | null;
  statistic: StatisticId | null;
  onClose: () => void;
}

/** A number taken apart: what it means, what went into it, and the same number again, computed here. */
export function ExplainSheet({ model, params, column, statistic, onClose }: ExplainSheetProps) {
  const open = column !== null && statistic !== null;
  return (
    <Sheet open={open} onOpenChange={(next) => !next && onClose()}>
      {open && (
        <SheetContent title={`${STATISTIC_SHORT[statistic]} of ${column}, explained`} className="max-w-2xl">
          <Explained model={model} params={params} column={column} statistic={statistic} />
        </SheetContent>
      )}
    </Sheet>
  );
}

interface ExplainedProps {
  model: string;
  params: DriftQueryParams;
  column: string;
  statistic: StatisticId;
}

function Explained({ model, params, column, statistic }: ExplainedProps) {
  const explain = useExplain(model, { ...params, column, statistic });
  if (explain.isError)
    return <ErrorState title="This number could not be explained" error={explain.error} onRetry={() => void explain.refetch()} />;
  if (!explain.data || explain.data.column !== column || explain.data.statistic !== statistic) {
    return (
      <div role="status" aria-label="Loading the explanation" className="space-y-4">
        <Skeleton className="h-14 w-full" />
        <Skeleton className="h-24 w-full" />
        <Skeleton className="h-64 w-full" />
      </div>
    );
  }
  return <Body answer={explain.data} />;
}

function Body({ answer }: { answer: ExplainAnswer }) {
  const details = answer.statistic_details;
  const text = (value: number | null) => statisticText(answer.statistic, value);
  return (
    <div className="space-y-5">
      <div>
        <div className="flex flex-wrap items-center gap-3">
          <span className="tabular font-semibold text-2xl text-ink">{text(answer.value)}</span>
          <VerdictBadge verdict={answer.verdict} />
        </div>
        <p className="mt-1.5 text-pretty text-ink-2">{answer.meaning}</p>
        <p className="mt-1.5 text-pretty text-ink">{answer.reason}</p>
      </div>
      {answer.binning.provisional && (
        <Notice>These bins are provisional: they come from the model's first data. A reference will make its own.</Notice>
      )}
      <section>
        <SheetHeading>Formula</SheetHeading>
        <pre className="overflow-x-auto whitespace-pre-wrap rounded-md bg-sunken px-3 py-2 font-mono text-ink text-xs">
          {STATISTIC_SHORT[answer.statistic]} = {answer.formula}
        </pre>
        <p className="mt-1.5 text-ink-2 text-xs">{answer.empty_rule}</p>
      </section>
      <section>
        <SheetHeading>Is it more than chance?</SheetHeading>
        <dl className="grid grid-cols-2 gap-x-6 gap-y-2.5 text-xs sm:grid-cols-3">
          <Fact name="No drift gives on average">{details.expected === null ? "—" : `≈ ${text(details.expected)}`}</Fact>
          <Fact name="Rarely exceeded by chance (5%)">{details.critical === null ? "—" : text(details.critical)}</Fact>
          <Fact name="p">{formatP(details.p)}</Fact>
          <Fact name="p, corrected over all columns">
            {details.adjusted_p === null ? "not the deciding statistic" : formatP(details.adjusted_p)}
          </Fact>
          <Fact name="Warning from">{text(details.warning)}</Fact>
          <Fact name="Drift from">{text(details.threshold)}</Fact>
        </dl>
        <p className="mt-2 text-ink-2 text-xs">Evidence: {answer.evidence}.</p>
      </section>
      <section>
        <SheetHeading>What was compared</SheetHeading>
        <Compared answer={answer} />
        <p className="mt-2 text-ink-2 text-xs">{answer.certificate}</p>
      </section>
      <Recompute answer={answer} />
      <section>
        <div className="mb-1.5 flex flex-wrap items-center justify-between gap-2">
          <h3 className="font-semibold text-ink text-sm">{countOf(answer.groups.length, "group")} with both counts and the part of each</h3>
          <CopyButton value={explanationCsv(answer)} label="Copy as CSV" size="sm" variant="secondary">
            Copy as CSV
          </CopyButton>
        </div>
        <ExplainGroups answer={answer} />
      </section>
      <Inputs inputs={answer.inputs} />
    </div>
  );
}

function Compared({ answer }: { answer: ExplainAnswer }) {
  const timeZone = useTimeZone();
  const range = (from: string, to: string) => `${formatTime(from, timeZone, "minute")} to ${formatTime(to, timeZone, "minute")}`;
  const what = answer.rows_used === "valid" ? "valid values" : "records, missing and invalid included";
  return (
    <dl className="grid gap-x-6 gap-y-2.5 text-xs sm:grid-cols-2">
      <Fact name={`Reference: ${answer.reference.label}`}>
        N = {formatCount(answer.reference_n)} {what}
      </Fact>
      <Fact name="Current window">
        M = {formatCount(answer.current_n)} {what}
      </Fact>
      <Fact name="Reference from, to">
        {answer.reference.from && answer.reference.to ? range(answer.reference.from, answer.reference.to) : "an uploaded data set"}
      </Fact>
      <Fact name="Window answered, whole buckets">{range(answer.window.from, answer.window.to)}</Fact>
      <Fact name="Share given to an empty group">{answer.statistic === "psi" ? answer.empty_share : "not used"}</Fact>
      <Fact name="Frozen bins">
        <code className="break-all font-mono">{answer.binning.hash.slice(0, 12) || "—"}</code>
      </Fact>
    </dl>
  );
}

function Inputs({ inputs }: { inputs: ExplainAnswer["inputs"] }) {
  const entries = Object.entries(inputs);
  if (entries.length === 0) return null;
  return (
    <section>
      <SheetHeading>Further inputs of the formula</SheetHeading>
      <dl className="grid grid-cols-2 gap-x-6 gap-y-2.5 text-xs sm:grid-cols-3">
        {entries.map(([name, value]) => (
          <Fact key={name} name={name.replaceAll("_", " ")}>
            <span title={value === null ? undefined : String(value)}>{formatNumber(value, 6)}</span>
          </Fact>
        ))}
      </dl>
    </section>
  );
}
