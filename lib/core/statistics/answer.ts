import type { Contribution as ContributionAnswer, ExplainAnswer, Statistic } from "../contracts/drift.ts";
import { thresholdsOf } from "./effect.ts";
import type { Explanation } from "./explain.ts";
import type { Contribution, StatisticResult } from "./types.ts";

/** A statistic as the API writes it. */
export function statisticAnswer(result: StatisticResult, adjustedP: number | null): Statistic {
  const thresholds = thresholdsOf(result.id);
  return {
    id: result.id,
    value: result.value,
    lower: result.lower,
    upper: result.upper,
    expected: result.expected,
    critical: result.critical,
    p: result.p,
    adjusted_p: adjustedP,
    warning: thresholds.warning,
    threshold: thresholds.drift,
  };
}

/** A group's part as the API writes it. */
export function contributionAnswer(part: Contribution): ContributionAnswer {
  return {
    label: part.label,
    kind: part.kind,
    from: part.from,
    to: part.to,
    reference: part.reference,
    current: part.current,
    reference_share: part.referenceShare,
    current_share: part.currentShare,
    contribution: part.contribution,
  };
}

/** The part of an explanation that `recompute` reads, from the API's answer: what "recompute here" hands over in the browser. */
export function explanationOf(answer: ExplainAnswer): Pick<Explanation, "statistic" | "value" | "groups" | "inputs"> {
  return {
    statistic: answer.statistic,
    value: answer.value,
    inputs: answer.inputs,
    groups: answer.groups.map((group) => ({
      label: group.label,
      kind: group.kind,
      from: group.from,
      to: group.to,
      firstBin: null,
      lastBin: null,
      reference: group.reference,
      current: group.current,
      referenceShare: group.reference_share,
      currentShare: group.current_share,
      contribution: group.contribution,
    })),
  };
}
