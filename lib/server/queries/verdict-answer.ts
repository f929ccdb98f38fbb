import type { LabelGroup } from "#core/concept/selection.ts";
import type { ConceptInput, ConceptVerdict, Estimate } from "#core/concept/types.ts";
import type { VerdictAnswer, VerdictQuery } from "#core/contracts/verdict.ts";
import type { DomainClassifier } from "#core/multivariate/domain-classifier.ts";
import { type BinnedColumn, joinedFilters } from "./column-bins.ts";
import type { LoadedReference } from "./load-reference.ts";
import type { Asked, BothSides } from "./verdict-rows.ts";

const COLUMNS_SHOWN = 5;
const BINS_SHOWN = 8;

export interface VerdictFacts {
  asked: Asked;
  query: VerdictQuery;
  reference: LoadedReference | null;
  input: ConceptInput;
  verdict: ConceptVerdict;
  rows: BothSides;
  domain: DomainClassifier | null;
  /** Of all records, where the labelled ones do not stand for them. */
  everyone: DomainClassifier | null;
}

/** The verdict with its numbers in the form of the API. */
export function verdictAnswerOf(facts: VerdictFacts): Omit<VerdictAnswer, "window" | "complete_until"> {
  const { asked, query, reference, input, verdict, rows } = facts;
  const domain = facts.everyone ?? facts.domain;
  const spec = asked.spec?.spec ?? null;
  const { performance } = input;
  const { calibration, scoreTrust, change, selection } = verdict;
  return {
    model: asked.model.name,
    version: query.version ?? null,
    slice: query.slice ?? null,
    reference: reference && { label: reference.label },
    task: spec?.task ?? null,
    positive_class: spec?.task === "binary" ? (spec.classes[1] ?? null) : null,
    result: verdict.result,
    headline: verdict.headline,
    sentences: verdict.sentences.filter((sentence) => sentence !== ""),
    parts: verdict.parts.map(({ adjustedP, ...part }) => ({
      ...part,
      about: part.id === "inputs" || part.id === "labels" ? part.id : "relation",
      adjusted_p: adjustedP,
    })),
    harm: verdict.harm,
    performance: performance
      ? {
          metric: performance.metric,
          higher_is_better: performance.higherIsBetter,
          reference: estimate(performance.reference),
          realised: performance.realised && estimate(performance.realised),
          estimated: performance.estimated && estimate(performance.estimated),
          change: change?.total ?? null,
          explained: change?.explained ?? null,
          unexplained: change?.unexplained ? estimate(change.unexplained) : null,
        }
      : null,
    calibration: calibration && {
      shift: calibration.shift,
      standard_error: calibration.standardError,
      gap: calibration.gap,
      p: calibration.p,
      groups: calibration.groups.map((group) => ({
        from: group.from,
        to: group.to,
        reference_n: group.reference.n,
        reference_positives: group.reference.positives,
        current_n: group.current.n,
        current_positives: group.current.positives,
        difference: group.difference,
        standard_error: group.standardError,
      })),
    },
    balanced: verdict.balanced,
    score_trust: scoreTrust && {
      trusted: scoreTrust.trusted,
      column: scoreTrust.column,
      gap: scoreTrust.gap,
      adjusted_p: scoreTrust.adjustedP,
    },
    where: verdict.where.slice(0, COLUMNS_SHOWN).map((one) => ({
      column: one.column,
      effect: one.effect,
      p: one.p,
      adjusted_p: one.adjustedP,
      expected_taken: one.expectedTaken,
      bins: one.bins.slice(0, BINS_SHOWN).map((bin) => ({
        label: bin.label,
        reference_rate: bin.referenceRate,
        current_rate: bin.currentRate,
        reference_n: bin.referenceRows,
        current_n: bin.currentRows,
        difference: bin.difference,
        standard_error: bin.standardError,
        filter: filterOf(
          rows.columns.find(({ column }) => column.name === one.column),
          bin.label,
        ),
      })),
    })),
    domain: domain && {
      auc: domain.auc,
      lower: domain.low,
      upper: domain.high,
      null_upper: domain.nullHigh,
      p: domain.p,
      columns: domain.columns.slice(0, COLUMNS_SHOWN).map(({ column, share }) => ({ column, share })),
    },
    selection: selection && {
      selective: selection.selective,
      effect: selection.effect,
      p: selection.p,
      missing: selection.missing,
      most: groupOf(selection.most),
      least: groupOf(selection.least),
    },
    detectable: verdict.detectable,
    provisional: verdict.provisional,
    rows: input.rows,
    labelled: input.labelled,
    sampled: { reference: rows.reference.length, current: rows.current.length, complete: rows.complete },
    thresholds: verdict.thresholds,
  };
}

function groupOf({ label, reference, current }: LabelGroup) {
  return {
    label,
    reference_n: reference.n,
    reference_labelled: reference.labelled,
    current_n: current.n,
    current_labelled: current.labelled,
  };
}

function estimate({ value, standardError }: Estimate) {
  return { value, standard_error: standardError };
}

/** Bins of few rows are joined with their neighbours, and named by the first and the last of them. */
function filterOf(binned: BinnedColumn | undefined, label: string): string[] | null {
  if (!binned) return null;
  const { bins, column } = binned;
  const single = bins.find((bin) => bin.label === label);
  if (single) return single.filters;
  for (const [i, first] of bins.entries()) {
    const to = bins.findIndex((last, j) => j > i && `${first.label} ... ${last.label}` === label);
    if (to > i) return joinedFilters(column.name, bins.slice(i, to + 1));
  }
  return null;
}
