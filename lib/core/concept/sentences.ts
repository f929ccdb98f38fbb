import { numberText, pText } from "#core/statistics/reason.ts";
import type { BalancedLosses } from "./balance.ts";
import type { Judged } from "./parts.ts";
import type { LabelledPart } from "./selection.ts";
import type { ConceptThresholds } from "./thresholds.ts";
import type { ConceptInput, ConceptPart, ConceptResult, ConceptVerdict } from "./types.ts";

/** What the sentences are written from: the verdict before it has words. */
export interface Facts
  extends Pick<
    ConceptVerdict,
    "result" | "harm" | "change" | "calibration" | "where" | "detectable" | "provisional" | "selection" | "balanced" | "scoreTrust"
  > {
  balancedLosses: BalancedLosses | null;
  input: ConceptInput;
  limits: ConceptThresholds;
}

/** The result in words, with the number that carries it. */
export function headlineFor(facts: Facts, parts: readonly ConceptPart[]): string {
  const { labelled } = facts.input;
  const relation = parts.filter((part) => RELATION.includes(part.id));
  const because = relation.find((part) => part.state === "moved");
  const headlines: Record<ConceptResult, () => string> = {
    stable: () =>
      `Stable: neither the inputs nor the relation of label to inputs moved beyond chance and the thresholds${performanceTail(facts)}.`,
    data_drift_without_harm: () =>
      `Data drift without harm: ${casesText(facts)}, and the model is as good on them as before${performanceTail(facts)}.`,
    data_drift_with_harm: () =>
      `Data drift with harm: ${casesText(facts)}, and the model is worse on them${performanceTail(facts)}; ${relation.every((part) => part.state === "not_judged") ? "whether the relation of label to inputs moved too cannot be told" : "nothing shows that the relation of label to inputs moved"}.`,
    concept_drift: () => `Concept drift: the inputs look as before, but what they mean has changed. ${because?.sentence ?? ""}`.trim(),
    data_and_concept_drift: () =>
      `Data drift and concept drift: ${casesText(facts)}, and beyond that what they mean has changed. ${because?.sentence ?? ""}`.trim(),
    not_enough_labels: () =>
      `Not enough labels to tell: ${count(labelled.current)} labelled rows in the window and ${count(labelled.reference)} in the reference${lackText(facts, relation)}.`,
  };
  return headlines[facts.result]();
}

const RELATION: readonly ConceptPart["id"][] = ["performance", "calibration", "columns"];

/** One part in words with its numbers. */
export function partSentence(part: Judged, facts: Facts): string {
  if (part.state === "not_judged" && part.effect === null) return notJudged(part, facts);
  switch (part.id) {
    case "inputs":
      return inputsSentence(facts);
    case "labels":
      return `The labels' shares ${movedText(part)}: ${points(part.effect ?? 0)} moved between classes (threshold ${points(part.threshold)}, ${pText(part.p ?? 1)}).`;
    case "performance":
      return performanceSentence(part, facts);
    case "calibration":
      return calibrationSentence(part, facts);
    case "columns":
      return columnsSentence(part, facts);
  }
}

/** What a reader must know beside the parts: where it broke, coverage, and what the labels could have shown. */
export function remarks({ selection, provisional, detectable, calibration, input, where, limits, result }: Facts): string[] {
  const remarks: string[] = [];
  const first = where[0];
  const worst = first?.bins[0];
  const concept = result === "concept_drift" || result === "data_and_concept_drift";
  // Below the threshold it broke everywhere alike, as with wrong labels: no column is where.
  if (concept && first && worst && first.adjustedP <= limits.level && first.effect >= limits.columnEffect) {
    remarks.push(
      `It broke most for ${first.column}: ${worst.label}, with a mean loss of ${numberText(worst.referenceRate)} before (${count(worst.referenceRows)} rows) and ${numberText(worst.currentRate)} now (${count(worst.currentRows)} rows).`,
    );
  }
  if (selection?.selective) {
    const share = ({ n, labelled }: LabelledPart) => percent(labelled / n);
    const { most, least } = selection;
    remarks.push(
      `Provisional: labels are missing for some predictions more than for others: of ${least.label}, ${share(least.current)} have one (${share(least.reference)} under the reference), of ${most.label}, ${share(most.current)} (${share(most.reference)}). Those still to come, ${percent(selection.missing)} of all, may be different ones.`,
    );
  } else if (provisional) {
    remarks.push(
      `Provisional: ${percent(input.labelled.current / input.rows)} of the window's rows have a label, and those still to come may be different ones.`,
    );
  }
  if (detectable !== null) {
    const what = calibration ? "of the label's share at the same score" : `of ${input.performance?.metric ?? "the performance"}`;
    remarks.push(
      `With these labels a change ${what} by ${calibration ? points(detectable) : numberText(detectable)} would be seen four times of five.`,
    );
  }
  return remarks;
}

function inputsSentence({ input: { inputs, domain: labelled, everyone }, limits }: Facts): string {
  const domain = everyone ?? labelled;
  const columns = `${inputs.drifted.length} of ${inputs.tested} input columns drifted`;
  const names =
    inputs.drifted.length > 0 ? ` (${inputs.drifted.slice(0, 3).join(", ")}${inputs.drifted.length > 3 ? " and others" : ""})` : "";
  if (!domain) return `${columns}${names}.`;
  const told = domain.auc >= limits.domainAuc ? "tells" : "hardly tells";
  const joint = `a classifier ${told} both sides apart (AUC ${numberText(domain.auc)}, threshold ${numberText(limits.domainAuc)}, ${pText(domain.p)})`;
  return `${columns}${names}; ${joint}.`;
}

function performanceSentence(part: Judged, { input: { performance }, change, selection }: Facts): string {
  if (!performance?.realised || !change) return "";
  const { metric, reference, realised, estimated } = performance;
  const moved = `${capital(metric)} was ${valueText(reference.value)} and is ${valueText(realised.value)}`;
  const verdict = `threshold ${numberText(part.threshold)}, ${evidence(part)}`;
  if (!change.unexplained || !estimated) {
    return `${moved}: a change of ${signed(change.total)} while the inputs did not move (${verdict}).`;
  }
  const { value, standardError } = change.unexplained;
  const band = `${signed(value - 1.96 * standardError)} to ${signed(value + 1.96 * standardError)}`;
  return `${moved}; from the scores alone ${valueText(estimated.value)} was expected, so ${selection?.selective ? "the inputs, and which predictions have a label, explain" : "the inputs explain"} ${signed(change.explained ?? 0)} and ${signed(value)} is left (95 % band ${band}; ${verdict}).`;
}

function calibrationSentence(part: Judged, { calibration: change, balanced }: Facts): string {
  if (!change) return "";
  const worst = change.groups.reduce((a, b) =>
    Math.abs(b.difference / b.standardError) > Math.abs(a.difference / a.standardError) ? b : a,
  );
  const where = `most at scores ${worst.from === worst.to ? `around ${numberText(worst.from)}` : `${numberText(worst.from)} to ${numberText(worst.to)}`}, by ${signedPoints(worst.difference)}`;
  const size = `${balanced ? "Between rows that look alike, at" : "At"} the same score the label's share ${part.state === "moved" ? "has changed" : part.state === "unclear" ? "may have changed" : part.state === "unmoved" ? "has not changed beyond the threshold" : "differs no more than chance lets it"}`;
  return `${size}: by ${points(change.gap)} beyond chance, ${signedPoints(change.shift)} overall, ${where} (threshold ${points(part.threshold)}, ${evidence(part)}).`;
}

function columnsSentence(part: Judged, { where, balancedLosses }: Facts): string {
  const change = balancedLosses ? null : where.find((one) => one.effect === part.effect);
  const size = `${numberText(part.effect ?? 0)} standard deviations of the loss (threshold ${numberText(part.threshold)}, ${evidence(part)})`;
  const place = balancedLosses ? "between rows that look alike" : "at the same value of a column";
  const lead = change?.expectedTaken ? "Beyond what the scores let expect, losses" : "Losses";
  const most = balancedLosses ? "" : `, most for ${change?.column}`;
  if (part.state === "unmoved") return `${lead} ${place} did not change beyond the threshold${most}: ${size}.`;
  if (part.state === "not_judged") return `${lead} ${place} differ no more than chance lets them${most}: ${size}.`;
  return `${lead} ${place} ${part.state === "moved" ? "changed" : "may have changed"}${most}: ${size}.`;
}

function notJudged(part: Judged, facts: Facts): string {
  const { input, limits } = facts;
  const few = Math.min(input.labelled.reference, input.labelled.current) < limits.minLabels;
  const untrusted = facts.scoreTrust && !facts.scoreTrust.trusted ? facts.scoreTrust : null;
  const off = untrusted ? ` (for ${untrusted.column} they are off by ${points(untrusted.gap)} on the reference)` : "";
  const cannot = `cannot tell the two drifts apart: the inputs moved, and the scores alone do not say what that would do${off}.`;
  const reasons: Record<ConceptPart["id"], string> = {
    inputs: "No input column was compared.",
    labels: "The labels' shares were not compared: too few labels.",
    performance: !input.performance
      ? "No performance is known."
      : facts.balanced
        ? "The performance is judged between rows that look alike, below."
        : `The performance ${cannot}`,
    calibration: facts.calibration
      ? `The label's share at the same score ${cannot}`
      : "The label's share at the same score is not known: no scores with labels on both sides.",
    columns: facts.where.length > 0 ? `Errors by column ${cannot}` : "Errors by column are not known.",
  };
  if (few && part.id !== "inputs" && part.id !== "labels")
    return `Not judged with fewer than ${limits.minLabels} labelled rows on each side: ${SUBJECT[part.id]}.`;
  return reasons[part.id];
}

const SUBJECT: Record<ConceptPart["id"], string> = {
  inputs: "the inputs",
  labels: "the labels' shares",
  performance: "the performance against its estimate",
  calibration: "the label's share at the same score",
  columns: "errors by column",
};

function casesText({ input: { inputs, domain: labelled, everyone }, limits }: Facts): string {
  const domain = everyone ?? labelled;
  if (inputs.drifted.length > 0) return `${inputs.drifted.length} of ${inputs.tested} input columns drifted`;
  if (domain && domain.auc >= limits.domainAuc)
    return `the inputs moved together (a classifier tells both sides apart with AUC ${numberText(domain.auc)})`;
  return "the mix of cases moved, as the labels' shares show";
}

function performanceTail({ input: { performance }, harm }: Facts): string {
  const now = performance?.realised ?? performance?.estimated;
  if (!performance || !now || harm === null) return "";
  const kind = performance.realised ? "" : "estimated ";
  return ` (${kind}${performance.metric} ${valueText(performance.reference.value)} before, ${valueText(now.value)} now)`;
}

function lackText({ input, limits, detectable, calibration, selection }: Facts, relation: readonly ConceptPart[]): string {
  const { labelled } = input;
  if (Math.min(labelled.reference, labelled.current) < limits.minLabels) return `, and ${limits.minLabels} of each are needed`;
  const unclear = relation.find((part) => part.state === "unclear");
  const chance = relation.find((part) => part.state === "not_judged" && part.effect !== null);
  if (!unclear && chance && detectable !== null) {
    const what = calibration ? "of the label's share at the same score" : `of ${input.performance?.metric ?? "the performance"}`;
    return `, which could not show a change ${what} below ${calibration ? points(detectable) : numberText(detectable)}`;
  }
  if (selection?.selective && relation.some((part) => part.state === "unclear" && (part.adjustedP ?? 1) <= limits.level))
    return `, and those that are missing, ${percent(selection.missing)} of the window, come from other predictions than those that are here: they could make the difference seen`;
  return unclear
    ? `, where chance can give the difference seen (${SUBJECT[unclear.id]}: ${pText(unclear.adjustedP ?? 1)})`
    : ", and no figure that would show it";
}

function movedText(part: Judged): string {
  return part.state === "moved"
    ? "moved"
    : part.state === "unclear"
      ? "may have moved"
      : part.state === "unmoved"
        ? "did not move beyond the threshold"
        : "differ no more than chance lets them";
}

function evidence(part: Judged): string {
  return pText(part.adjustedP ?? part.p ?? 1);
}

function points(share: number): string {
  return `${numberText(Math.abs(share) * 100)} points`;
}

function signedPoints(share: number): string {
  return `${share < 0 ? "-" : "+"}${points(share)}`;
}

function signed(value: number): string {
  return `${value < 0 ? "-" : "+"}${numberText(Math.abs(value))}`;
}

/** An accuracy of 0.9989 is not 1: as many digits as its distance to 1 takes. */
function valueText(value: number): string {
  if (!(value > 0.985 && value < 1)) return numberText(value);
  return String(Number(value.toFixed(Math.min(8, 1 + Math.ceil(-Math.log10(1 - value))))));
}

function percent(share: number): string {
  return `${numberText(share * 100)} %`;
}

function capital(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1);
}

function count(rows: number): string {
  return String(rows).replace(/\B(?=(\d{3})+$)/g, ",");
}
