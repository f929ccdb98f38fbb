import type { Verdict } from "#core/contracts/common.ts";
import type { Health } from "#core/contracts/models.ts";
import { VERDICT_ORDER, VerdictBadge } from "../ui/verdict-badge.tsx";

type ConceptResult = NonNullable<Health["concept"]>["result"];

/** What each verdict on concept drift is called, and which looks of the drift verdicts it has. */
const CONCEPT_LOOKS: Record<ConceptResult, { verdict: Verdict; word: string }> = {
  stable: { verdict: "stable", word: "Stable" },
  data_drift_without_harm: { verdict: "warning", word: "Data drift, no harm" },
  data_drift_with_harm: { verdict: "drift", word: "Data drift, harmful" },
  concept_drift: { verdict: "drift", word: "Concept drift" },
  data_and_concept_drift: { verdict: "drift", word: "Data and concept drift" },
  not_enough_labels: { verdict: "not_enough_data", word: "Not enough labels" },
};

export function ConceptBadge({ result, className = "" }: { result: ConceptResult; className?: string }) {
  const { verdict, word } = CONCEPT_LOOKS[result];
  return <VerdictBadge verdict={verdict} word={word} className={className} />;
}

/** The worse of what the columns did in the range and of what stands since the reference: a model whose labels say that it fails is not stable. */
export function worstVerdict({ verdict, concept }: Health): Verdict {
  if (!concept || concept.result === "not_enough_labels") return verdict;
  const standing = CONCEPT_LOOKS[concept.result].verdict;
  return VERDICT_ORDER.indexOf(standing) < VERDICT_ORDER.indexOf(verdict) ? standing : verdict;
}
