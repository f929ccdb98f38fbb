"use client";

import { ArrowDown, ArrowUp, MoveRight } from "lucide-react";
import Link from "next/link";
import { queryString } from "#client/api/fetch-json.ts";
import { cn } from "#client/cn.ts";
import { formatNumber, formatShare } from "#client/format.ts";
import { routes } from "#client/routes.ts";
import { useTimeWindow } from "#client/url-state.ts";
import type { Health } from "#core/contracts/models.ts";

/** The performance is worse than the reference's: over the range above, or since the reference ends. */
export function gotWorse({ performance, concept }: Health): boolean {
  return concept?.harm === true || performance?.worse === true;
}

const NAMES: Record<string, string> = { accuracy: "Accuracy", mae: "Mean absolute error", mrr: "Mean reciprocal rank" };
const nameOf = (metric: string) => NAMES[metric] ?? metric.replace(/^./, (first) => first.toUpperCase());
const isShare = (metric: string) => metric === "accuracy";
const textOf = (metric: string, value: number | null) => (isShare(metric) ? formatShare(value) : formatNumber(value));

interface Shown {
  metric: string;
  reference: number;
  now: number;
  worse: boolean;
  /** Null: the range above. */
  window: { from: string; to: string } | null;
}

/** The change to tell: the standing one, which the verdict is about; else that of the range above. */
function changeOf({ concept, performance }: Health): Shown | null {
  const standing = concept?.performance;
  if (concept && standing && standing.realised !== null && performance?.worse !== true) {
    return {
      metric: standing.metric,
      reference: standing.reference,
      now: standing.realised,
      worse: concept.harm === true,
      window: { from: concept.from, to: concept.to },
    };
  }
  if (!performance || performance.value === null || performance.reference === null) return null;
  return {
    metric: performance.metric,
    reference: performance.reference,
    now: performance.value,
    worse: performance.worse === true,
    window: null,
  };
}

/** Under the reference and now, with a way to where it is seen; below, what the range above has, never without its label coverage. */
export function Performance({ model, title, health }: { model: string; title: string; health: Health }) {
  const change = changeOf(health);
  const coverage = health.label_coverage === null ? "no labels" : `${formatShare(health.label_coverage)} labelled`;
  const { performance } = health;
  const inRange = performance && performance.value !== null ? textOf(performance.metric, performance.value) : null;
  if (!change) {
    return (
      <span className="tabular whitespace-nowrap">
        {inRange ?? "—"}
        <span className="block text-ink-3 text-xs">{coverage}</span>
      </span>
    );
  }
  return (
    <span className="tabular whitespace-nowrap">
      <ChangeLink model={model} title={title} change={change} />
      <span className="block text-ink-3 text-xs">
        {nameOf(change.metric).toLowerCase()}
        {change.window ? " since the reference" : `, ${coverage}`}
      </span>
      {change.window && (
        <span className="block text-ink-3 text-xs">
          {inRange ? `${inRange} in the range, ` : ""}
          {coverage}
        </span>
      )}
    </span>
  );
}

/** On a narrow screen, where the column is out of view: that the model got worse, under its name. */
export function GotWorse({ model, title, health }: { model: string; title: string; health: Health }) {
  const change = changeOf(health);
  return change?.worse ? <ChangeLink model={model} title={title} change={change} /> : null;
}

function ChangeLink({ model, title, change }: { model: string; title: string; change: Shown }) {
  const range = useTimeWindow();
  const { metric, reference, now, worse, window } = change;
  const Arrow = now === reference ? MoveRight : now < reference ? ArrowDown : ArrowUp;
  const words = `${nameOf(metric)} ${textOf(metric, now)}, ${textOf(metric, reference)} under the reference`;
  // Without a range in the address a model's pages show the window of the standing verdict.
  const asked = range.isDefault ? {} : { from: window?.from ?? range.from, to: window?.to ?? range.to };
  return (
    <Link
      href={`${worse ? routes.slices(model) : routes.performance(model)}${queryString(asked)}`}
      aria-label={worse ? `${title} got worse: ${words}. See where it fails` : `${title}: ${words}`}
      title={worse ? `${words}. See where it fails` : words}
      className={cn(
        "tabular inline-flex items-center gap-1 whitespace-nowrap",
        worse ? "font-medium text-drift underline decoration-1 underline-offset-4 hover:decoration-2" : "hover:underline",
      )}
    >
      <span className={worse ? "font-normal" : "text-ink-3"}>{textOf(metric, reference)}</span>
      <Arrow className="size-3.5 shrink-0" aria-hidden />
      {textOf(metric, now)}
    </Link>
  );
}
