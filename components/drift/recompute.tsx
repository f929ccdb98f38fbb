"use client";

import { CircleCheck, CircleX, Sigma } from "lucide-react";
import { useState } from "react";
import type { ExplainAnswer } from "#core/contracts/drift.ts";
import { explanationOf } from "#core/statistics/answer.ts";
import { recompute } from "#core/statistics/recompute.ts";
import { Button } from "../ui/button.tsx";

/** Two values are the same when they differ by less than this. */
const TOLERANCE = 1e-12;

/** Runs the product's own formula in this browser, on the counts shown on this page and on nothing else. */
export function Recompute({ answer }: { answer: ExplainAnswer }) {
  const [of, setOf] = useState<ExplainAnswer | null>(null);
  const value = of === answer ? recompute(explanationOf(answer)) : null;
  const difference = value === null || answer.value === null ? null : Math.abs(value - answer.value);
  const equal = difference !== null && difference <= TOLERANCE;
  const Icon = equal ? CircleCheck : CircleX;
  return (
    <section className="rounded-lg border border-line bg-surface px-4 py-3">
      <div className="flex flex-wrap items-center justify-between gap-3">
        <div className="min-w-0">
          <h3 className="font-semibold text-ink text-sm">Recompute here</h3>
          <p className="text-ink-2 text-xs">In your browser, from the counts below and nothing else.</p>
        </div>
        <Button size="sm" onClick={() => setOf(answer)}>
          <Sigma aria-hidden />
          Recompute here
        </Button>
      </div>
      <div aria-live="polite">
        {of === answer && (
          <dl className="mt-3 grid gap-x-6 gap-y-1 font-mono text-xs sm:grid-cols-2">
            <Line name="Shown">{String(answer.value)}</Line>
            <Line name="Recomputed">{String(value)}</Line>
            <dd className={`flex items-center gap-1.5 font-sans sm:col-span-2 ${equal ? "text-stable" : "text-danger"}`}>
              <Icon className="size-4" aria-hidden />
              {difference === null
                ? "There is no value to compare."
                : equal
                  ? `Equal: the difference is ${difference === 0 ? "0" : difference.toExponential(1)}.`
                  : `Not equal: the difference is ${difference.toExponential(1)}. Reload the page; if it stays, this is a bug worth reporting.`}
            </dd>
          </dl>
        )}
      </div>
    </section>
  );
}

function Line({ name, children }: { name: string; children: string }) {
  return (
    <div className="min-w-0">
      <dt className="font-sans text-ink-3">{name}</dt>
      <dd className="break-all text-ink">{children}</dd>
    </div>
  );
}
