import { HISTORY_MINIMUM } from "#core/alarms/baseline.ts";
import { conditionsOf, levelsOf, MOST_CONDITIONS, MOST_LEVELS } from "#core/alarms/expression.ts";
import { historyWindows, slotAfter } from "#core/alarms/slots.ts";
import type { AlarmMetric, RuleDefinition } from "#core/contracts/alarm-rules.ts";
import { Problem } from "../../http/problem.ts";
import { suggest } from "../../ingest/suggest.ts";
import type { QueryContext } from "../../queries/context.ts";
import { columnByName, type LoadedModel, versionId } from "../../queries/load-model.ts";
import { knownSlice, knownTag } from "../../slices/known-slice.ts";

/** What Tidemark itself says of an incident: a label of the same name would be lost, or be taken for what it is not. */
const RESERVED_LABELS: ReadonlySet<string> = new Set(["alertname", "severity", "model", "version", "slice", "column"]);

function invalid(pointer: string, detail: string): Problem {
  return new Problem({ status: 422, code: "invalid_alarm", detail, extra: { errors: [{ pointer: `/definition${pointer}`, detail }] } });
}

/** What a rule says beyond its form: that its zone, columns, versions and slices exist, and that it belongs to what it watches. Throws a 422 that says where. */
export async function checkRule(context: QueryContext, model: LoadedModel | null, rule: RuleDefinition): Promise<void> {
  try {
    new Intl.DateTimeFormat("en", { timeZone: rule.zone });
  } catch {
    throw invalid("/zone", `"${rule.zone}" is no time zone: write its IANA name, such as Europe/Berlin or UTC.`);
  }
  for (const name of Object.keys(rule.labels)) {
    if (RESERVED_LABELS.has(name))
      throw invalid(`/labels/${name}`, `Every incident has a label "${name}" of Tidemark's own: choose another name.`);
  }
  const conditions = conditionsOf(rule.when);
  if (conditions.length > MOST_CONDITIONS)
    throw invalid("/when", `A rule has at most ${MOST_CONDITIONS} conditions; make two rules of it.`);
  if (levelsOf(rule.when) > MOST_LEVELS) throw invalid("/when", `Conditions are nested at most ${MOST_LEVELS} deep.`);
  if (/^0/.test(rule.window)) throw invalid("/window", "A window must have a length, such as 1d.");
  if (/^0/.test(rule.every)) throw invalid("/every", "A rule must be evaluated at an interval, such as 1h.");
  for (const [i, { metric, is }] of conditions.entries()) {
    const at = conditions.length === 1 ? "/when" : `/when (condition ${i + 1})`;
    if (is.kind === "history") {
      const windows = historyWindows(rule, slotAfter(rule, context.now.getTime()), is).length;
      if (windows < HISTORY_MINIMUM)
        throw invalid(
          at,
          `Only ${windows} earlier windows lie within ${is.look_back}, and a band needs ${HISTORY_MINIMUM}: look back further, or at shorter windows.`,
        );
    }
    if (is.kind === "outside" && is.lower >= is.upper) throw invalid(at, "The lower end of the band must be below its upper end.");
    if (
      (is.kind === "above" || is.kind === "below") &&
      is.clear !== null &&
      (is.kind === "above" ? is.clear > is.threshold : is.clear < is.threshold)
    )
      throw invalid(
        at,
        `An alarm ${is.kind} ${is.threshold} cannot clear only at ${is.clear}: the clear threshold lies on the other side.`,
      );
    if ((metric.kind === "system") !== (model === null))
      throw invalid(
        at,
        model === null ? "A rule without a model can only watch Tidemark itself." : "A rule that watches Tidemark itself has no model.",
      );
    if (model) checkMetric(model, metric, at);
  }
  if (!model) return;
  if (rule.version !== null) await versionId(context, model, rule.version);
  await at("/slice", knownSlice(context.db, model, rule.slice ?? undefined));
  if (rule.each_slice_of !== null) await at("/each_slice_of", knownTag(context.db, model, rule.each_slice_of));
}

/** What is wrong with what a rule names, said where it names it. */
async function at(pointer: string, named: Promise<unknown>): Promise<void> {
  try {
    await named;
  } catch (error) {
    throw error instanceof Problem ? invalid(pointer, error.detail) : error;
  }
}

function checkMetric(model: LoadedModel, metric: AlarmMetric, at: string): void {
  if (metric.kind !== "drift" && metric.kind !== "column") return;
  const known = model.columns.some(({ name }) => name === metric.column);
  if (!known) {
    const near = suggest(
      metric.column,
      model.columns.map(({ name }) => name),
    );
    throw invalid(at, `Model "${model.name}" has no column "${metric.column}".${near ? ` Did you mean "${near}"?` : ""}`);
  }
  if (metric.kind !== "column") return;
  const { kind } = columnByName(model, metric.column);
  if (metric.value === "share" && metric.category === undefined) throw invalid(at, "The share of which category? Add `category`.");
  const categorical = kind === "categorical" || kind === "boolean";
  const needs = metric.value === "share" || metric.value === "unseen_rate" ? "categories" : /_rate$/.test(metric.value) ? null : "numbers";
  if (needs === "categories" && !categorical) throw invalid(at, `${metric.column} is ${kind}: it has no categories.`);
  if (needs === "numbers" && kind !== "numeric") throw invalid(at, `${metric.column} is ${kind}: it has no ${metric.value}.`);
}
