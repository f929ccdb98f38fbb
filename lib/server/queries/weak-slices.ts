import type { SlicesAnswer, SlicesQuery } from "#core/contracts/verdict.ts";
import type { LossCell } from "#core/slices/cells.ts";
import { type ChangePart, mixAndWithin } from "#core/slices/mix-and-within.ts";
import { findWeakSlices, type SliceTable } from "#core/slices/weak-slices.ts";
import type { BinnedColumn } from "./column-bins.ts";
import type { QueryRequest } from "./context.ts";
import type { JudgedRow } from "./judged-rows.ts";
import { AnswerCache } from "./verdict-cache.ts";
import { type Asked, type BothSides, readAsked, withPool } from "./verdict-rows.ts";

/** Columns that are also looked at in pairs: those by whose values losses differ most now. 190 pairs. */
const PAIRED = 20;
const CHANGES_SHOWN = 10;
const VALUES_SHOWN = 12;

const answers = new AnswerCache<Omit<SlicesAnswer, "window" | "complete_until">>(200);

/**
 * On which values of one column or two the model does worse, by what is lost there, and what the change since the reference is made of.
 * From the same sample of labelled records as the verdict, and kept as long.
 */
export async function slicesAnswer(request: QueryRequest, modelName: string, query: SlicesQuery): Promise<SlicesAnswer> {
  const context = withPool(request);
  const asked = await readAsked(context, modelName, query);
  const key = JSON.stringify([asked.key, query.by, query.min_support, query.limit]);
  const answer = await answers.get(key, () => findSlices(asked, query));
  return { ...answer, window: asked.answered.window, complete_until: asked.completeUntil };
}

async function findSlices(asked: Asked, query: SlicesQuery): Promise<Omit<SlicesAnswer, "window" | "complete_until">> {
  const [rows, { reference }] = await Promise.all([asked.rows(), asked.profiles()]);
  const task = asked.spec?.spec.task ?? null;
  const singles = rows.columns.map((binned) => ({ binned, table: tableOf(rows, [binned]) }));
  const paired = [...singles].sort((a, b) => spread(b.table) - spread(a.table)).slice(0, PAIRED);
  const pairs = paired.flatMap(({ binned }, i) => paired.slice(i + 1).map((other) => tableOf(rows, [binned, other.binned])));
  const found = findWeakSlices([...singles.map(({ table }) => table), ...pairs], {
    by: query.by,
    minSupport: query.min_support,
    limit: query.limit,
  });
  const filterOf = (column: string, value: string) =>
    rows.columns.find((binned) => binned.column.name === column)?.bins.find(({ label }) => label === value)?.filters ?? null;
  return {
    model: asked.model.name,
    version: query.version ?? null,
    slice: query.slice ?? null,
    reference: reference && { label: reference.label },
    task,
    loss: task && (task === "regression" ? "absolute_error" : task === "ranking" ? "reciprocal_rank_loss" : "error"),
    sampled: { reference: rows.reference.length, current: rows.current.length, complete: rows.complete },
    tried: found.tried,
    pruned: found.pruned.length,
    slices: found.slices.map((slice) => {
      const filters = slice.parts.map(({ column, value }) => filterOf(column, value));
      return {
        parts: slice.parts,
        filter: filters.some((filter) => filter === null) ? null : filters.flatMap((filter) => filter ?? []),
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
      };
    }),
    changes: singles
      .flatMap(({ binned, table }) => changeOf(binned, table) ?? [])
      .sort((a, b) => Math.abs(b.mix.value) - Math.abs(a.mix.value) || (a.column < b.column ? -1 : 1))
      .slice(0, CHANGES_SHOWN),
  };
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

function changeOf(binned: BinnedColumn, table: SliceTable): SlicesAnswer["changes"][number] | null {
  const found = mixAndWithin(table.cells.map(({ values, current, reference }) => ({ name: values[0]!, current, reference: reference! })));
  if (!found) return null;
  return {
    column: binned.column.name,
    reference_rate: found.referenceRate,
    current_rate: found.currentRate,
    change: found.change,
    mix: partOf(found.mix),
    within: partOf(found.within),
    values: found.slices.slice(0, VALUES_SHOWN).map((slice) => ({
      value: slice.name,
      filter: binned.bins.find(({ label }) => label === slice.name)?.filters ?? null,
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
