import type { SlicesAnswer, SlicesQuery } from "#core/contracts/verdict.ts";
import { EMPTY_CELL, type LossCell, rateOf } from "#core/slices/cells.ts";
import { type ChangePart, mixAndWithin } from "#core/slices/mix-and-within.ts";
import { findWeakSlices, type SliceTable } from "#core/slices/weak-slices.ts";
import type { AnalysisKind, WindowParams } from "../analyses/kind.ts";
import { sliceFilter } from "../slices/slice-test.ts";
import type { BinnedColumn } from "./column-bins.ts";
import type { QueryRequest } from "./context.ts";
import type { JudgedRow } from "./judged-rows.ts";
import { comparedColumns, type LoadedModel, type QueryColumn } from "./load-model.ts";
import { type Asked, type BothSides, inputColumns, readAsked, withPool } from "./verdict-rows.ts";

/** Columns that are also looked at in pairs: those by whose values losses differ most now. 190 pairs. */
const PAIRED = 20;
const CHANGES_SHOWN = 10;
/** Tag columns looked at beside the inputs. */
const MAX_TAGS = 20;
/** What the records page takes at once. */
const MAX_FILTERS = 20;

export interface SlicesParams extends WindowParams {
  by: SlicesQuery["by"];
  min_support: number;
  limit: number;
}

/** Computed by a worker; goes up when the same data have another answer. */
export const weakSlicesKind: AnalysisKind<SlicesParams, SlicesAnswer> = {
  kind: "weak_slices",
  version: 2,
  title: "Where the model is weak",
  run: (context, { version, slice, ...query }) =>
    slicesAnswer(context, context.model, { ...query, ...(version === null ? {} : { version }), ...(slice === "" ? {} : { slice }) }),
};

/**
 * On which values of one column or two the model does worse, by what is lost there, and what the change since the reference is made of.
 * From such a sample of labelled records as the verdict's, by inputs and tags. Takes a second or two of a processor: see `weakSlicesKind`.
 */
export async function slicesAnswer(request: QueryRequest, modelName: string, query: SlicesQuery): Promise<SlicesAnswer> {
  const context = withPool(request);
  const asked = await readAsked(context, modelName, query, slicedColumns);
  const within = await sliceFilter(context.pool, asked.model, asked.part.slice);
  const answer = await findSlices(asked, query, within);
  return { ...answer, window: asked.answered.window, complete_until: asked.completeUntil };
}

function slicedColumns(model: LoadedModel): QueryColumn[] {
  const tags = comparedColumns(model).filter(({ role, kind }) => role === "tag" && kind !== "timestamp");
  return [...inputColumns(model), ...tags.slice(0, MAX_TAGS)];
}

type OpenWith = (filters: readonly (string[] | null | undefined)[]) => string[] | null;

/** The filters of all parts and of the slice asked within; null when one part cannot be said, or when they are too many. */
function openWithin(within: string[] | null): OpenWith {
  return (parts) => {
    const filters = [within, ...parts].flatMap((filter) => filter ?? [null]);
    const said = [...new Set(filters)].filter((filter) => filter !== null);
    return filters.includes(null) || said.length > MAX_FILTERS ? null : said;
  };
}

async function findSlices(
  asked: Asked,
  query: SlicesQuery,
  within: string[] | null,
): Promise<Omit<SlicesAnswer, "window" | "complete_until">> {
  const [rows, { reference }] = await Promise.all([asked.rows(), asked.profiles()]);
  const task = asked.spec?.spec.task ?? null;
  const open = openWithin(within);
  const singles = rows.columns
    .map((binned) => ({ binned, table: tableOf(rows, [binned]) }))
    .sort((a, b) => spread(b.table) - spread(a.table));
  const paired = singles.slice(0, PAIRED);
  const pairs = paired.flatMap(({ binned }, i) => paired.slice(i + 1).map((other) => tableOf(rows, [binned, other.binned])));
  const found = findWeakSlices([...singles.map(({ table }) => table), ...pairs], {
    by: query.by,
    minSupport: query.min_support,
    limit: query.limit,
  });
  return {
    model: asked.model.name,
    version: query.version ?? null,
    slice: query.slice ?? null,
    reference: reference && { label: reference.label },
    task,
    loss: task && (task === "regression" ? "absolute_error" : task === "ranking" ? "reciprocal_rank_loss" : "error"),
    sampled: { reference: rows.reference.length, current: rows.current.length, complete: rows.complete },
    rate: meanLoss(rows.current),
    reference_rate: meanLoss(rows.reference),
    tried: found.tried,
    pruned: found.pruned.length,
    slices: found.slices.map((slice) => ({
      parts: slice.parts,
      filter: open(slice.parts.map(({ column, value }) => filterOf(rows, column, value))),
      n: slice.support,
      share: slice.share,
      rate: slice.rate,
      rest_rate: slice.restRate,
      reference_rate: slice.referenceRate,
      reference_n: slice.referenceSupport,
      change: slice.change,
      difference: slice.difference,
      effect: slice.effect,
      p: slice.p,
      adjusted_p: slice.adjustedP,
      lost_value: slice.lostValue,
    })),
    changes: singles
      .flatMap(({ binned, table }) => changeOf(binned, table, open) ?? [])
      .sort((a, b) => Math.abs(b.mix.value) - Math.abs(a.mix.value) || (a.column < b.column ? -1 : 1))
      .slice(0, CHANGES_SHOWN),
    columns: singles.map(({ binned, table }) => ({
      column: binned.column.name,
      role: binned.column.role,
      values: table.cells.map(({ values: [value = ""], current, reference: before = EMPTY_CELL }) => ({
        value,
        filter: open([filterOf(rows, binned.column.name, value)]),
        n: current.n,
        share: rows.current.length > 0 ? current.n / rows.current.length : 0,
        rate: rateOf(current),
        reference_n: before.n,
        reference_rate: rateOf(before),
      })),
    })),
  };
}

function filterOf(rows: BothSides, column: string, value: string): string[] | null {
  return rows.columns.find((binned) => binned.column.name === column)?.bins.find(({ label }) => label === value)?.filters ?? null;
}

function meanLoss(rows: readonly JudgedRow[]): number | null {
  return rows.length > 0 ? rows.reduce((sum, { loss }) => sum + loss, 0) / rows.length : null;
}

function tableOf(rows: BothSides, columns: readonly [BinnedColumn] | readonly [BinnedColumn, BinnedColumn]): SliceTable {
  const [first, second] = columns;
  const width = second?.bins.length ?? 1;
  const sums = (side: "reference" | "current") => {
    const cells = new Float64Array(first.bins.length * width * 3);
    const [a, b] = [first[side], second?.[side]];
    const own: readonly JudgedRow[] = rows[side];
    for (let i = 0; i < own.length; i++) {
      const at = 3 * (a[i]! * width + (b ? b[i]! : 0));
      const { loss } = own[i]!;
      cells[at]! += 1;
      cells[at + 1]! += loss;
      cells[at + 2]! += loss * loss;
    }
    return (cell: number): LossCell => ({ n: cells[3 * cell]!, sum: cells[3 * cell + 1]!, squares: cells[3 * cell + 2]! });
  };
  const [reference, current] = [sums("reference"), sums("current")];
  const cells = Array.from({ length: first.bins.length * width }, (_, cell) => ({
    values: [first.bins[Math.floor(cell / width)]!.label, ...(second ? [second.bins[cell % width]!.label] : [])],
    current: current(cell),
    reference: reference(cell),
  })).filter((cell) => cell.current.n + cell.reference.n > 0);
  return { columns: second ? [first.column.name, second.column.name] : [first.column.name], cells };
}

/** How much losses differ now between the values of a column: the mean loss's variance over them. */
function spread({ cells }: SliceTable): number {
  const n = cells.reduce((sum, { current }) => sum + current.n, 0);
  const mean = cells.reduce((sum, { current }) => sum + current.sum, 0) / n;
  return n > 0
    ? cells.reduce((sum, { current }) => (current.n > 0 ? sum + current.n * (current.sum / current.n - mean) ** 2 : sum), 0) / n
    : 0;
}

function changeOf(binned: BinnedColumn, table: SliceTable, open: OpenWith): SlicesAnswer["changes"][number] | null {
  const found = mixAndWithin(table.cells.map(({ values, current, reference }) => ({ name: values[0]!, current, reference: reference! })));
  if (!found) return null;
  return {
    column: binned.column.name,
    reference_rate: found.referenceRate,
    current_rate: found.currentRate,
    change: found.change,
    mix: partOf(found.mix),
    within: partOf(found.within),
    values: found.slices.map((slice) => ({
      value: slice.name,
      filter: open([binned.bins.find(({ label }) => label === slice.name)?.filters]),
      reference_share: slice.referenceShare,
      current_share: slice.currentShare,
      reference_rate: slice.referenceRate,
      current_rate: slice.currentRate,
      mix: slice.mix,
      within: slice.within,
    })),
  };
}

function partOf({ value, standardError, low, high, p }: ChangePart) {
  return { value, standard_error: standardError, lower: low, upper: high, p };
}
