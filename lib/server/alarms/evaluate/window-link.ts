import { conditionsOf } from "#core/alarms/expression.ts";
import type { AlarmMetric, RuleDefinition } from "#core/contracts/alarm-rules.ts";

const PAGES: Record<AlarmMetric["kind"], "drift" | "performance" | "outputs" | "records"> = {
  drift: "drift",
  role_drift: "drift",
  share_drifted: "drift",
  column: "drift",
  volume: "records",
  output: "outputs",
  performance: "performance",
  label_coverage: "performance",
  label_delay: "performance",
  ingest_lag: "records",
  no_data: "records",
  system: "records",
};

/** The page, relative to Tidemark's address, that shows exactly what an alarm looked at. */
export function windowLink(
  model: string | null,
  rule: Pick<RuleDefinition, "when" | "version" | "slice">,
  labels: Readonly<Record<string, string>>,
  window: { from: number; to: number },
): string {
  if (model === null) return "/alarms";
  const [first] = conditionsOf(rule.when);
  const metric = first?.metric;
  const query = new URLSearchParams({ from: new Date(window.from).toISOString(), to: new Date(window.to).toISOString() });
  const version = rule.version ?? labels.version;
  const slice = rule.slice ?? labels.slice;
  if (version !== undefined) query.set("version", version);
  if (slice !== undefined) query.set("slice", slice);
  const column = labels.column ?? (metric && "column" in metric ? metric.column : undefined);
  if (column !== undefined) query.set("column", column);
  if (metric && "statistic" in metric) query.set("statistic", metric.statistic);
  return `/models/${encodeURIComponent(model)}/${metric ? PAGES[metric.kind] : "drift"}?${query}`;
}
