import { nominalMs } from "#core/alarms/durations.ts";
import type { AlarmComparison, AlarmMetric } from "#core/contracts/alarm-rules.ts";
import { statisticInfo } from "#core/statistics/catalogue.ts";

type Kind = AlarmComparison["kind"];

const above = (threshold: number): AlarmComparison => ({ kind: "above", threshold, critical: null, clear: null });
const below = (threshold: number): AlarmComparison => ({ kind: "below", threshold, critical: null, clear: null });
const change = (direction: "above" | "below" | "either", threshold: number): AlarmComparison => ({
  kind: "change",
  direction,
  threshold,
  relative: true,
  period: "7d",
});
const history = (direction: "above" | "below" | "either", window: string): AlarmComparison => ({
  kind: "history",
  direction,
  width: 5,
  look_back: lookBackFor(window),
  seasonal: false,
});

/** So far back that a dozen windows or more say what is usual. */
export function lookBackFor(window: string): string {
  return ["8w", "12w", "52w", "104w"].find((length) => nominalMs(length) >= 12 * nominalMs(window)) ?? "260w";
}

/** Errors and losses: the less the better. */
const isLoss = (metric: string) => /^(log_loss|brier|ece|ece_quantile|mae|rmse|mape|pinball_\d+)$/.test(metric);

/** When a metric is usually too much, of windows so long. `reference`: what it was on the reference, where that is known. */
export function comparisonFor(metric: AlarmMetric, window: string, reference: number | null = null): AlarmComparison {
  switch (metric.kind) {
    case "drift":
    case "role_drift":
      return above(statisticInfo(metric.statistic).thresholds.drift);
    case "share_drifted":
      return above(0.34);
    case "column":
      if (metric.value === "invalid_rate") return above(0.01);
      if (metric.value === "missing_rate" || metric.value === "unseen_rate") return above(0.05);
      if (metric.value === "share") return metric.column.startsWith("service.") ? above(0.05) : history("either", window);
      return history(/^p9/.test(metric.value) ? "above" : "either", window);
    case "volume":
      return change("below", 0.5);
    case "output":
      if (metric.id === "null_output_rate") return above(0.05);
      return metric.id === "click_through" ? change("below", 0.1) : change("above", 0.2);
    case "performance":
      if (metric.of === "shortfall") return above(0.05);
      if (metric.metric === "bias") return history("either", window);
      if (isLoss(metric.metric)) return reference === null ? change("above", 0.2) : above(tidy(reference * 1.2));
      return reference === null || reference <= 0 ? change("below", 0.1) : below(tidy(reference * 0.95));
    case "label_coverage":
      return below(0.5);
    case "label_delay":
      return above(7 * 86_400);
    case "ingest_lag":
      return above(900);
    case "no_data":
      return above(3_600);
    case "system":
      return metric.id === "disk_free" ? below(0.1) : above(metric.id.endsWith("s") ? 0 : 600);
  }
}

const tidy = (value: number) => Number(value.toPrecision(2));

/**
 * Another kind of comparison for the same metric. `seen`: the values of the past, where they are on the screen: a limit begins at the edge of what has
 * been usual.
 */
export function toKind(kind: Kind, metric: AlarmMetric, before: AlarmComparison, window: string, seen: readonly number[]): AlarmComparison {
  if (kind === "change") return change("either", 0.2);
  if (kind === "history") return history("either", window);
  const sorted = [...seen].sort((a, b) => a - b);
  const at = (q: number) => sorted[Math.round(q * (sorted.length - 1))] ?? null;
  const usual = comparisonFor(metric, window);
  const known = "threshold" in before && before.kind !== "change" ? before.threshold : null;
  const standard = usual.kind === "above" || usual.kind === "below" ? usual.threshold : 1;
  if (kind === "outside") {
    const [low, high] = [at(0.02) ?? (known ?? standard) * 0.5, at(0.98) ?? (known ?? standard) * 1.5];
    return { kind, lower: tidy(low), upper: tidy(high) > tidy(low) ? tidy(high) : tidy(low) + (Math.abs(tidy(low)) * 0.1 || 1) };
  }
  const edge = kind === "above" ? at(0.98) : at(0.02);
  return kind === "above" ? above(known ?? tidy(edge ?? standard)) : below(known ?? tidy(edge ?? standard));
}
