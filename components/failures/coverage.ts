import type { z } from "zod";
import type { failuresSchema, StarterSet } from "#core/contracts/alarms.ts";

export type Failure = z.infer<typeof failuresSchema>["data"][number];
type Starter = StarterSet["rules"][number];

/** `off`: only alarms that are switched off would see it. */
export type CoverageKind = "seen" | "off" | "unseen" | "blind";

export interface Coverage {
  kind: CoverageKind;
  /** Those of the model, and those that watch Tidemark itself. */
  alarms: Failure["alarms"];
  /** Starters of the model that would see it and are not in use. */
  starters: Starter[];
}

/** What would see a failure of a model; with no model, of any. */
export function coverageOf(failure: Failure, model: string | null, set: StarterSet | undefined): Coverage {
  const alarms = failure.alarms.filter((alarm) => model === null || alarm.model === null || alarm.model === model);
  const starters = set?.model === model ? set.rules.filter((rule) => rule.failure === failure.id && rule.alarm === null) : [];
  const kind = failure.blind !== null ? "blind" : alarms.some(({ enabled }) => enabled) ? "seen" : alarms.length > 0 ? "off" : "unseen";
  return { kind, alarms, starters };
}

/** What needs doing stands on top; what Tidemark cannot see, at the end. */
export const COVERAGE_ORDER: readonly CoverageKind[] = ["unseen", "off", "seen", "blind"];

/** Failures of a task, or of all; the order within a kind is that of the list. */
export function byCoverage(failures: readonly Failure[], task: string | null, model: string | null, set: StarterSet | undefined) {
  return failures
    .filter(({ tasks }) => task === null || tasks.includes(task))
    .map((failure) => ({ failure, coverage: coverageOf(failure, model, set) }))
    .sort((a, b) => COVERAGE_ORDER.indexOf(a.coverage.kind) - COVERAGE_ORDER.indexOf(b.coverage.kind));
}
