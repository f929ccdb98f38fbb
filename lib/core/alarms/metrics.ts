import type { AlarmMetric } from "../contracts/alarm-rules.ts";
import { statisticInfo } from "../statistics/catalogue.ts";
import { type EvidenceKind, evidenceOf } from "./evidence.ts";
import { columnValueTitle, OUTPUT_TITLES, performanceTitle, SYSTEM_TITLES, VOLUME_TITLES } from "./metric-words.ts";

export interface MetricInfo {
  /** "PSI of age", "latency, 95th percentile": goes on with "was 0.31, above 0.2". */
  title: string;
  /** `share` (0..1), `seconds`, `count`, a column's own unit such as `ms`, or '' for a bare number. */
  unit: string;
  evidence: EvidenceKind;
  /** Why shuffled records say nothing of it; null: they do. */
  notShuffled: string | null;
  /** It is known as it happens only: there is no record of the past to preview. */
  live: boolean;
}

/** What a metric is. `columnUnit` gives the unit of a column where there is one. */
export function metricInfo(metric: AlarmMetric, columnUnit: (column: string) => string | null = () => null): MetricInfo {
  const info = (title: string, unit: string, notShuffled: string | null = null, live = false): MetricInfo => ({
    title,
    unit,
    evidence: evidenceOf(metric),
    notShuffled,
    live,
  });
  switch (metric.kind) {
    case "drift":
      return info(`${statisticTitle(metric.statistic)} of ${metric.column}`, statisticUnit(metric.statistic));
    case "role_drift":
      return info(`${statisticTitle(metric.statistic)} of ${columnsOfRole("any", metric.role)}`, statisticUnit(metric.statistic));
    case "share_drifted":
      return info(`share of ${columnsOfRole("", metric.role)} that drifted`, "share");
    case "column":
      return info(
        columnValueTitle(metric.value, metric.column, metric.category),
        isRate(metric.value) ? "share" : (columnUnit(metric.column) ?? unitFromName(metric.column)),
      );
    case "volume":
      return info(VOLUME_TITLES[metric.of], "count", COUNTED);
    case "output":
      return info(OUTPUT_TITLES[metric.id], "share");
    case "performance":
      return info(performanceTitle(metric.metric, metric.of), PERFORMANCE_SHARES.has(metric.metric) ? "share" : "");
    case "label_coverage":
      return info("share of predictions with a label", "share", LABELS);
    case "label_delay":
      return info(`time until ${metric.quantile === "p50" ? "half" : "90%"} of labels have come`, "seconds", LABELS);
    case "ingest_lag":
      return info("age of the oldest record not yet counted", "seconds", LIVE, true);
    case "no_data":
      return info("time since the last record", "seconds", LIVE, true);
    case "system":
      return info(SYSTEM_TITLES[metric.id].title, SYSTEM_TITLES[metric.id].unit, LIVE, true);
  }
}

const COUNTED = "A volume is when records come: dealt out again, each window has as many as it had.";
const LABELS = "This is when labels come: dealt out again, each window has as many of them, and as late, as it had.";
const LIVE = "This is known as it happens only: there is no record of the past.";

const PERFORMANCE_SHARES: ReadonlySet<string> = new Set([
  "accuracy",
  "balanced_accuracy",
  "precision",
  "precision_macro",
  "precision_weighted",
  "recall",
  "recall_macro",
  "recall_weighted",
  "precision_at_1",
  "precision_at_3",
  "precision_at_5",
  "precision_at_10",
]);

function isRate(value: Extract<AlarmMetric, { kind: "column" }>["value"]): boolean {
  return value === "missing_rate" || value === "invalid_rate" || value === "unseen_rate" || value === "share";
}

/** Service columns say their unit in their name: `service.latency_ms`, `service.memory_mb`. */
function unitFromName(column: string): string {
  return /^service\..*_(ms|mb|s)$/.exec(column)?.[1] ?? "";
}

type Statistic = Extract<AlarmMetric, { kind: "drift" }>["statistic"];

/** Named after people, or short for something. */
const NAMES: ReadonlySet<Statistic> = new Set(["psi", "ks", "jensen_shannon", "wasserstein", "hellinger", "l_infinity"]);

function statisticTitle(id: Statistic): string {
  const { title } = statisticInfo(id);
  return NAMES.has(id) ? title : title.charAt(0).toLowerCase() + title.slice(1);
}

function statisticUnit(id: Statistic): string {
  return id === "missing_share" || id === "invalid_share" || id === "unseen_share" ? "share" : "";
}

function columnsOfRole(word: "any" | "", role: string): string {
  const what = role === "all" ? "" : `${role} `;
  return word === "any" ? `any ${what}column` : `${what}columns`;
}

/**
 * Below this a difference is real but does not matter: a threshold is not suggested lower, however rarely it would fire. The catalogue's warning
 * threshold of drift statistics; null where only the team can say.
 */
export function practicalFloor(metric: AlarmMetric): number | null {
  return metric.kind === "drift" || metric.kind === "role_drift" ? statisticInfo(metric.statistic).thresholds.warning : null;
}
