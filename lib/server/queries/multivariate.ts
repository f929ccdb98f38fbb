import { referenceSpecSchema } from "#core/contracts/models.ts";
import type { MultivariateAnswer, MultivariateQuery } from "#core/contracts/multivariate.ts";
import type { MultivariateColumn } from "#core/multivariate/columns.ts";
import { classifyDomain } from "#core/multivariate/domain-classifier.ts";
import { errorByStep } from "#core/multivariate/error-by-step.ts";
import { judgeMultivariate, MULTIVARIATE_THRESHOLDS } from "#core/multivariate/judge.ts";
import { reconstructionError } from "#core/multivariate/reconstruction.ts";
import { referenceLabel } from "#core/references/spec.ts";
import type { AnalysisKind, WindowParams } from "../analyses/kind.ts";
import type { QueryRequest } from "./context.ts";
import { readPart } from "./drift.ts";
import { completeness, loadModel } from "./load-model.ts";
import { type RowSample, SAMPLE_LIMITS, sampleRows } from "./sample-rows.ts";
import { comfortableStep, nextStep, stepStart } from "./steps.ts";
import { inputColumns, withPool } from "./verdict-rows.ts";
import { referenceSource } from "./verdict-source.ts";
import { readWindow } from "./window.ts";

/** Records a side. Twice as many move the AUC's band by 0.003, and take twice the time. */
const ROWS = 10_000;
const COLUMNS_SHOWN = 12;
const ERRORS_SHOWN = 5;

/** Computed by a worker; goes up when the same data have another answer. */
export const multivariateKind: AnalysisKind<WindowParams, MultivariateAnswer> = {
  kind: "multivariate",
  version: 2,
  title: "Many columns at once",
  run: (context, { from, to, version, slice }) =>
    multivariateAnswer(context, context.model, {
      from,
      to,
      ...(version === null ? {} : { version }),
      ...(slice === "" ? {} : { slice }),
    }),
};

/**
 * Whether the input columns moved together between the reference and a window: on at most 10,000 records a side, labelled or not, chosen by
 * the hash of their ids (SAMPLE_LIMITS), of at most 100 columns. A second or two of a processor: a worker's, see `multivariateKind`.
 */
export async function multivariateAnswer(request: QueryRequest, modelName: string, query: MultivariateQuery): Promise<MultivariateAnswer> {
  const context = withPool(request);
  const model = await loadModel(context, modelName);
  const { cover, window } = readWindow(query, context);
  const { completeUntil } = await completeness(context, model);
  const part = { version: query.version ?? null, slice: (await readPart(context, model, query)).slice };
  const columns = inputColumns(model);
  const source = referenceSource(context, model, part, cover);
  const head = {
    model: model.name,
    version: query.version ?? null,
    slice: query.slice ?? null,
    window,
    reference: model.reference && { label: referenceLabel(referenceSpecSchema.parse(model.reference.spec)) },
    complete_until: completeUntil,
    columns: columns.length,
  };
  const not = (
    reason: NonNullable<MultivariateAnswer["reason"]>,
    headline: string,
    sampled = { reference: 0, current: 0, complete: true },
  ) => ({
    ...head,
    state: null,
    reason,
    headline,
    left_out: [],
    sampled,
    domain: null,
    reconstruction: null,
  });
  if (!source) return not("no_reference", "There is no reference to compare with.");
  if (columns.length < 2) return not("too_few_columns", "This takes two input columns at least.");
  const limits = { ...SAMPLE_LIMITS, rows: ROWS };
  // One after the other: each opens segments, and memory is held for one of them only.
  const reference = await sampleRows(context.pool, model, columns, source, limits, "all");
  const current = await sampleRows(context.pool, model, columns, { from: cover.from, to: cover.to, ...part }, limits, "all");
  const sampled = { reference: reference.rows.length, current: current.rows.length, complete: reference.complete && current.complete };
  const values = ({ rows }: RowSample, i: number) => rows.map((row) => row.values[i] ?? null);
  const read = columns.map(
    ({ name, kind }, i): MultivariateColumn => ({
      name,
      kind: kind === "numeric" ? "numeric" : "categorical",
      reference: values(reference, i),
      current: values(current, i),
    }),
  );
  const domain = classifyDomain(read);
  const error = reconstructionError(read);
  const verdict = judgeMultivariate(domain, error);
  if (verdict.state === null) {
    const text = `${sampled.reference} records of the reference and ${sampled.current} of the window; 50 of the window and 100 of the reference are needed.`;
    return not("too_few_rows", text, sampled);
  }
  const step = comfortableStep(cover.from, cover.to, ["hour", "day", "week", "month"]) as "hour" | "day" | "week" | "month";
  const times = current.rows.map(({ ts }) => ts);
  return {
    ...head,
    state: verdict.state,
    reason: null,
    headline: verdict.headline,
    left_out: domain?.leftOut ?? error?.leftOut ?? [],
    sampled,
    domain: domain && {
      state: verdict.domain!,
      auc: domain.auc,
      lower: domain.low,
      upper: domain.high,
      null_upper: domain.nullHigh,
      p: domain.p,
      threshold: MULTIVARIATE_THRESHOLDS.auc,
      columns: domain.columns.slice(0, COLUMNS_SHOWN).map(({ column, share, aucWithout, levels }) => ({
        column,
        share,
        auc_without: aucWithout,
        levels: levels.map(({ label, referenceShare, currentShare }) => ({
          label,
          reference_share: referenceShare,
          current_share: currentShare,
        })),
      })),
    },
    reconstruction: error && {
      state: verdict.reconstruction!,
      reference: error.reference,
      current: error.current,
      lower: error.low,
      upper: error.high,
      effect: error.effect,
      threshold: MULTIVARIATE_THRESHOLDS.errorEffect,
      p: error.p,
      components: error.components,
      explained: error.explained,
      columns: error.columns.slice(0, ERRORS_SHOWN),
      step,
      steps: errorByStep(error, times, (time) => stepStart(time, step)).map(({ start, n, error: mean, low, high }) => ({
        time: new Date(start).toISOString(),
        time_end: new Date(nextStep(start, step)).toISOString(),
        n,
        error: mean,
        lower: low,
        upper: high,
      })),
    },
  };
}
