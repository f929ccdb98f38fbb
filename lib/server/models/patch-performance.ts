import type { PoolClient } from "pg";
import type { z } from "zod";
import type { patchModelSchema } from "#core/contracts/models.ts";
import type { SpecWish } from "#core/performance/infer-spec.ts";
import { FEEDBACK_METRIC_IDS } from "#core/performance/output-columns.ts";
import type { PerformanceSpec } from "#core/performance/types.ts";
import { unknownCells, type ValueSetting } from "#core/performance/value-matrix.ts";
import { wishErrors } from "#core/performance/wish-errors.ts";
import { binningFromJson } from "#core/profiles/binning.ts";
import { suggest } from "../ingest/suggest.ts";
import { loadSpec, loadWish, sampleOutcomes } from "../performance/spec.ts";
import type { ModelRow } from "./find-model.ts";
import { invalid, pointerToken } from "./patch-problem.ts";

type Patch = z.output<typeof patchModelSchema>;

const FIELDS = { task: "/performance_task", positiveClass: "/positive_class" } as const;

const SELECT_CATEGORIES = `
SELECT b.definition FROM model_column c JOIN binning b ON b.column_id = c.id AND b.generation = $2
WHERE c.model_id = $1 AND c.role IN ('prediction', 'label') AND c.kind IN ('categorical', 'boolean') AND NOT c.ignored`;

/**
 * The part of a patch that says how labels are held against predictions, and what that is worth. Answers whether stored records have to be
 * counted again for it; a value matrix and output columns are applied when figures are read.
 */
export async function patchPerformance(client: PoolClient, model: ModelRow, patch: Patch): Promise<boolean> {
  const { performance_task: task, positive_class: positive, value_matrix: values, output_columns: outputs } = patch;
  if (task === undefined && positive === undefined && values === undefined && outputs === undefined) return false;
  await client.query(
    `UPDATE model SET performance_task = CASE WHEN $2 THEN $3 ELSE performance_task END, positive_class = CASE WHEN $4 THEN $5 ELSE positive_class END,
            value_matrix = CASE WHEN $6 THEN $7::jsonb ELSE value_matrix END, output_columns = CASE WHEN $8 THEN $9::jsonb ELSE output_columns END WHERE id = $1`,
    [
      model.id,
      ...[task !== undefined, task ?? null, positive !== undefined, positive ?? null],
      ...[values !== undefined, json(values), outputs !== undefined, json(outputs)],
    ],
  );
  const wish = await loadWish(client, model.id);
  const spec = (await loadSpec(client, model.id, model.generation))?.spec ?? null;
  const classes = await classesSeen(client, model, spec);
  if (task !== undefined || positive) await checkWish(client, model, patch, wish, classes);
  if (values) checkValues(values, wish, spec, classes);
  if (outputs) await checkOutputs(client, model, outputs);
  const isChanged = (wish.task ?? null) !== model.performance_task || (wish.positiveClass ?? null) !== model.positive_class;
  return isChanged && !isAlready(wish, spec);
}

const json = (value: unknown): string | null => (value === undefined || value === null ? null : JSON.stringify(value));

/** What is counted now is what was asked for: nothing would change. */
function isAlready(wish: SpecWish, spec: PerformanceSpec | null): boolean {
  if (!spec || wish.task !== spec.task) return false;
  return spec.task !== "binary" || wish.positiveClass === spec.classes[1];
}

/** Classes of the spec in force and of the bins of predictions and labels. */
async function classesSeen(client: PoolClient, model: ModelRow, spec: PerformanceSpec | null): Promise<Set<string>> {
  const { rows } = await client.query<{ definition: unknown }>(SELECT_CATEGORIES, [model.id, model.generation]);
  const seen = new Set(spec && "classes" in spec ? spec.classes : []);
  for (const { definition } of rows) {
    const binning = binningFromJson(definition);
    if (binning.kind === "categorical") for (const category of binning.categories) seen.add(category);
  }
  return seen;
}

async function checkWish(client: PoolClient, model: ModelRow, patch: Patch, wish: SpecWish, classes: ReadonlySet<string>): Promise<void> {
  const observed = await sampleOutcomes(client, model.id, model.generation);
  // A positive class from before is kept while the task is another one, for when there are two classes again.
  const isAsked = patch.positive_class || wish.task === "binary";
  const asked = { ...wish, positiveClass: isAsked ? (wish.positiveClass ?? null) : null };
  const [error] = wishErrors(observed, asked, [...classes]);
  if (!error) return;
  throw invalid(FIELDS[error.field], error.unknown === undefined ? error.message : `${error.message}${meant(error.unknown, classes)}`);
}

function checkValues(values: ValueSetting, wish: SpecWish, spec: PerformanceSpec | null, classes: ReadonlySet<string>): void {
  const task = wish.task ?? spec?.task;
  if (task === "regression" || task === "ranking")
    throw invalid("/value_matrix", `is for the cells of a confusion matrix, and the task of this model is ${task}`);
  // Before the first classes are known any may come.
  const [unknown] = classes.size === 0 ? [] : unknownCells(values, classes);
  if (unknown) {
    const pointer = ["/value_matrix/cells", ...unknown.path.map(pointerToken)].join("/");
    throw invalid(
      pointer,
      `there is no class "${unknown.name}" yet${meant(unknown.name, classes)}; \`otherwise\` is what other classes are worth`,
    );
  }
}

async function checkOutputs(client: PoolClient, model: ModelRow, outputs: NonNullable<Patch["output_columns"]>): Promise<void> {
  const { rows } = await client.query<{ name: string }>(
    "SELECT name FROM model_column WHERE model_id = $1 AND role = 'feedback' AND derived_from IS NULL ORDER BY name",
    [model.id],
  );
  const names = new Set(rows.map(({ name }) => name));
  for (const id of FEEDBACK_METRIC_IDS) {
    const name = outputs[id];
    if (typeof name === "string" && !names.has(name))
      throw invalid(`/output_columns/${id}`, `there is no feedback column "${name}"${meant(name, names)}`);
  }
}

const SHOWN = 10;

/** The name that was probably meant, or those that there are. */
function meant(name: string, names: ReadonlySet<string>): string {
  const near = suggest(name, [...names]);
  if (near !== null) return `; did you mean "${near}"?`;
  const some = [...names].slice(0, SHOWN).map((one) => `"${one}"`);
  return some.length === 0 ? "; there are none yet" : `; there are ${some.join(", ")}${names.size > SHOWN ? ", …" : ""}`;
}
