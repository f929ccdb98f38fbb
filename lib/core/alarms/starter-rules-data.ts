import type { AlarmMetric } from "../contracts/alarm-rules.ts";
import type { StatisticId } from "../statistics/types.ts";
import { nominalMs } from "./durations.ts";
import {
  anyOf,
  derivedInputs,
  lacksReference,
  lacksRole,
  type ModelFacts,
  type SparseExpression,
  worseThanBefore,
} from "./starter-facts.ts";
import type { Starter } from "./starters.ts";

const ALL = ["tabular", "vision", "text", "speech", "search"] as const;

const above = (metric: AlarmMetric, threshold: number, more: object = {}): SparseExpression => ({
  metric,
  is: { kind: "above", threshold, ...more },
});
const ofRole = (statistic: StatisticId, role: "input" | "prediction" | "score" | "label"): AlarmMetric => ({
  kind: "role_drift",
  statistic,
  role,
});

/** Effect of columns that were derived from images or texts; a placeholder where the model has none. */
function derived(figures: readonly string[], threshold: number, statistic: StatisticId = "mean_shift") {
  return (facts: ModelFacts): SparseExpression => {
    const names = derivedInputs(facts, figures);
    const columns = names.length > 0 ? names : figures.map((figure) => `input.${figure}`);
    return anyOf(columns.map((column) => above({ kind: "drift", statistic, column }, threshold)));
  };
}
const lacksDerived = (figures: readonly string[], what: string) => (facts: ModelFacts) =>
  lacksReference(facts) ?? (derivedInputs(facts, figures).length === 0 ? `The model has no ${what} input.` : null);

const volume: AlarmMetric = { kind: "volume", of: "predictions" };
/** Counts have no sampling error to speak of, but days of the week and holidays: so both the period before and what is usual must say so. */
const volumeRule = (facts: ModelFacts, direction: "above" | "below", change: number): SparseExpression =>
  worseThanBefore(facts, volume, direction, change);

/** Three windows without a record are no weekend of a model that has a window of a day. */
const silence = (facts: ModelFacts) => Math.max(3_600, (3 * nominalMs(facts.window)) / 1_000);

/** What goes wrong with what comes in. `chance`: see starters.ts. */
export const DATA_STARTERS: readonly Starter[] = [
  {
    id: "no-records",
    name: "No records",
    failure: "upstream_outage",
    why: "When nothing comes, no other alarm can fire: this one does. Three windows without a record.",
    tasks: ALL,
    chance: 0,
    when: (facts) => above({ kind: "no_data" }, silence(facts)),
    more: () => ({ severity: "critical", every: "15m" }),
    lacks: () => null,
  },
  {
    id: "volume-drop",
    name: "Traffic has dropped",
    failure: "lost_records",
    why: "Less than half of the predictions of one period earlier, and fewer than in all usual windows before: a part of the traffic is lost.",
    tasks: ALL,
    chance: 0,
    when: (facts) => volumeRule(facts, "below", 0.5),
    more: () => ({ on_no_data: "keep" }),
    lacks: () => null,
  },
  {
    id: "volume-surge",
    name: "Traffic has surged",
    failure: "bot_traffic",
    why: "More than three times the predictions of one period earlier, and more than in all usual windows before: a loop, a script, a load test.",
    tasks: ALL,
    chance: 0,
    when: (facts) => volumeRule(facts, "above", 2),
    more: () => ({ on_no_data: "keep" }),
    lacks: () => null,
  },
  {
    id: "late-counting",
    name: "Records are counted late",
    failure: "late_pipeline",
    why: "Records older than 15 minutes are not counted yet: what the pages show is old.",
    tasks: ALL,
    chance: 0,
    when: () => above({ kind: "ingest_lag" }, 900),
    more: () => ({ every: "5m", for: "10m" }),
    lacks: () => null,
  },
  {
    id: "missing-values",
    name: "Values are missing",
    failure: "missing_values",
    why: "An input has 5 percentage points more missing values than the reference: a lookup fails or a field was renamed.",
    tasks: ALL,
    // Five points of 200 records are at least 3.3 standard errors (share 5 %), and p is corrected over all inputs.
    chance: 5e-4,
    when: () => above(ofRole("missing_share", "input"), 0.05, { critical: 0.2 }),
    lacks: (facts) => lacksReference(facts) ?? lacksRole(facts, "input"),
  },
  {
    id: "invalid-values",
    name: "Values have the wrong type",
    failure: "schema_change",
    why: "An input has 1 percentage point more values of a wrong type than the reference: somebody changed a field.",
    tasks: ALL,
    chance: 5e-4,
    when: () => above(ofRole("invalid_share", "input"), 0.01, { critical: 0.1 }),
    lacks: (facts) => lacksReference(facts) ?? lacksRole(facts, "input"),
  },
  {
    id: "new-categories",
    name: "Unseen categories",
    failure: "new_categories",
    why: "5 percentage points more of an input's values than in the reference are in no category that the reference has.",
    tasks: ["tabular", "text", "search"],
    chance: 5e-4,
    when: () => above(ofRole("unseen_share", "input"), 0.05),
    lacks: (facts) => lacksReference(facts) ?? lacksRole(facts, "input", ["categorical"]),
  },
  {
    id: "unit-change",
    name: "An input has another scale",
    failure: "unit_change",
    why: "The mean of an input is two standard deviations of the reference away: no season does that, a change of unit does.",
    tasks: ["tabular", "vision", "speech", "search"],
    // Two standard deviations of 200 records are 28 standard errors.
    chance: 0,
    when: () => above(ofRole("mean_shift", "input"), 2),
    more: () => ({ severity: "critical" }),
    lacks: (facts) => lacksReference(facts) ?? lacksRole(facts, "input", ["numeric"]),
  },
  {
    id: "stale-values",
    name: "An input spreads otherwise",
    failure: "stale_values",
    why: "The standard deviation of an input is a quarter of the reference's, or four times it: a value that froze, or one that went wild.",
    tasks: ["tabular", "vision", "speech", "search"],
    // The ratio of standard deviations of 200 normal records has a standard error of 0.05; heavy tails make it larger, never three.
    chance: 1e-4,
    when: () => above(ofRole("spread_ratio", "input"), 3),
    lacks: (facts) => lacksReference(facts) ?? lacksRole(facts, "input", ["numeric"]),
  },
  {
    id: "input-drift",
    name: "An input has drifted",
    failure: "covariate_shift",
    why: "PSI above 0.2 with evidence: the model now gets other inputs than it learned on.",
    tasks: ALL,
    // P(chi2 with 9 degrees > 0.2 * 200) is 8e-6 a numeric column; with many categories p at 0.001, corrected over all inputs, is the bound.
    chance: 1e-3,
    when: () => above(ofRole("psi", "input"), 0.2, { critical: 0.5, clear: 0.15 }),
    lacks: (facts) => lacksReference(facts) ?? lacksRole(facts, "input"),
  },
  {
    id: "wide-drift",
    name: "A third of the inputs have drifted",
    failure: "wide_shift",
    why: "Not one input but a third of them: the source, the sampling or the population has changed.",
    tasks: ["tabular", "search", "text", "vision"],
    // Of columns that drift by chance in 8e-6 of windows, a third at once.
    chance: 1e-4,
    when: () => above({ kind: "share_drifted", role: "input" }, 0.34),
    more: () => ({ severity: "critical" }),
    lacks: (facts) =>
      lacksReference(facts) ??
      (facts.columns.filter(({ role, ignored }) => role === "input" && !ignored).length < 4
        ? "The model has fewer than four input columns."
        : null),
  },
  {
    id: "dimmed-lamps",
    name: "Images are darker or brighter",
    failure: "dimmed_lamps",
    why: "Mean brightness or contrast is half a standard deviation from the reference's: lamps, sun, season.",
    tasks: ["vision"],
    // Half a standard deviation of 200 records is 7 standard errors.
    chance: 1e-6,
    when: derived(["brightness", "contrast"], 0.5),
    lacks: lacksDerived(["brightness", "contrast"], "image"),
  },
  {
    id: "blurred-images",
    name: "Images are less sharp",
    failure: "blur",
    why: "Sharpness has moved by half a standard deviation: a dirty lens or a lost focus.",
    tasks: ["vision"],
    chance: 1e-6,
    when: derived(["sharpness"], 0.5),
    lacks: lacksDerived(["sharpness"], "image"),
  },
  {
    id: "image-size",
    name: "Images have another size",
    failure: "sensor_swap",
    why: "The distribution of width, height or aspect has moved: another camera, or another way of cutting.",
    tasks: ["vision"],
    // Three columns: P(chi2 with 9 degrees > 0.2 / (1/200 + 1/1,000)) is 1.3e-4 each with a reference of 1,000 rows.
    chance: 4e-4,
    when: derived(["width", "height", "aspect"], 0.2, "psi"),
    lacks: lacksDerived(["width", "height", "aspect"], "image"),
  },
  {
    id: "image-colours",
    name: "Images have other colours",
    failure: "colour_cast",
    why: "Saturation has moved by half a standard deviation: a filter, a white balance, a codec.",
    tasks: ["vision"],
    chance: 1e-6,
    when: derived(["saturation"], 0.5),
    lacks: lacksDerived(["saturation"], "image"),
  },
  {
    id: "text-length",
    name: "Texts have another length",
    failure: "longer_texts",
    why: "The mean number of characters or words is half a standard deviation from the reference's: longer ones no longer fit into the model.",
    tasks: ["text", "speech", "search"],
    chance: 1e-6,
    when: derived(["length", "words"], 0.5),
    lacks: lacksDerived(["length", "words"], "text"),
  },
  {
    id: "text-language",
    name: "Texts are written otherwise",
    failure: "language_change",
    why: "Share of non-letters, of capitals, or the mean length of words has drifted: another language, client or way of writing.",
    tasks: ["text", "speech", "search"],
    // Three columns: P(chi2 with 9 degrees > 0.2 / (1/200 + 1/1,000)) is 1.3e-4 each with a reference of 1,000 rows.
    chance: 4e-4,
    when: derived(["non_letters", "upper_case", "word_length"], 0.2, "psi"),
    lacks: lacksDerived(["non_letters", "upper_case", "word_length"], "text"),
  },
];
