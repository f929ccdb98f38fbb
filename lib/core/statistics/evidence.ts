import type { Binning, ColumnProfile } from "#core/profiles/types.ts";
import { contingency } from "./chi-square.ts";
import { chiSquaredSurvival } from "./distributions/chi-squared.ts";
import { DECILES, groupProfiles } from "./groups.ts";
import { proportionDifference } from "./proportions.ts";
import type { GroupCount } from "./types.ts";

/** Expected rows of the smaller side from which a group is tested on its own (Cochran 1954). */
const EXPECTED_ROWS = 5;
/** Reference rows from which a reference quantile group is tested on its own: its true share varies as 1 over them, and not as a normal. */
const REFERENCE_ROWS = 20;
/** A category counts as one that the reference cannot have missed by chance below this probability. */
const MISSED = 1e-3;

export interface PooledEvidence {
  p: number;
  /** Cells tested after lumping; 0 when there was nothing to test. */
  cells: number;
  method: "chi-square" | "exact" | "none";
}

/**
 * p of "both sides come from one distribution" for the groups of one column, valid with sparse groups and small samples: a two-sample
 * chi-square on groups of enough expected rows. Range (0, 1].
 *
 * Numeric: as many reference quantile groups (2 to 10) as leave 20 reference rows and five current rows in each.
 * Then groups with fewer than five expected rows of the smaller side are tested together with `other`, as one cell. Which ones, is decided on pooled
 * counts, never on the difference, so it favours no result. One cell and not many: the reference names the categories, so a rare category
 * of the current side is in `other` while a rare one of the reference has a name; only in one cell do both land in the same place.
 * A reference with more categories than its list holds has, in the list, the ones that happened to be frequent; then the cell takes in the
 * list's end too, up to a count that separates categories (`listBoundary`). Rare categories that the (larger) reference cannot have missed are
 * packed into cells of five expected rows in the order of their names, which knows nothing of counts.
 * X^2 carries the factor (T - 1) / T that makes its mean exact (Campbell 2007). Two cells are tested exactly (Fisher).
 * No test possible (one group, one side empty): p = 1.
 */
export function pooledEvidence(
  binning: Binning,
  reference: ColumnProfile,
  current: ColumnProfile,
  groups: readonly GroupCount[],
): PooledEvidence {
  const n = sum(groups, "reference");
  const m = sum(groups, "current");
  if (n === 0 || m === 0) return { p: 1, cells: 0, method: "none" };
  let tested = groups;
  if (binning.kind === "numeric") {
    const valid = groups.filter((group) => group.kind === "range");
    const rows = Math.min(sum(valid, "reference") / REFERENCE_ROWS, sum(valid, "current") / EXPECTED_ROWS);
    const quantiles = Math.max(2, Math.min(DECILES, Math.floor(rows)));
    if (quantiles < DECILES) tested = groupProfiles(binning, reference, current, quantiles);
  }
  return testCells(lump(tested, n, m), n, m);
}

interface Cell {
  reference: number;
  current: number;
}

function lump(groups: readonly GroupCount[], n: number, m: number): Cell[] {
  const smallerShare = Math.min(n, m) / (n + m);
  const enough = (cell: Cell) => (cell.reference + cell.current) * smallerShare >= EXPECTED_ROWS;
  const boundary = listBoundary(groups, n, m);
  const cells: Cell[] = [];
  const rest: Cell = { reference: 0, current: 0 };
  const packable: GroupCount[] = [];
  for (const group of groups) {
    // Reference quantiles are as large as they were cut; judging them by the current rows that fell in would favour the full ones.
    const cut = group.kind === "range" && (group.reference * Math.min(n, m)) / n >= EXPECTED_ROWS * 0.9;
    const listEnd = group.kind === "category" && group.reference < boundary;
    const whole = boundary === 0 && (m / (n + m)) ** (group.reference + group.current) <= MISSED;
    if (group.kind !== "other" && (enough(group) || cut) && !listEnd) cells.push({ reference: group.reference, current: group.current });
    else if (group.kind === "category" && whole) packable.push(group);
    else add(rest, group);
  }
  pack(packable, cells, rest, enough);
  if (rest.reference + rest.current === 0) return cells;
  const smallest = cells.reduce<Cell | null>((a, b) => (a && a.reference + a.current <= b.reference + b.current ? a : b), null);
  if (smallest && cells.length > 1 && !enough(rest)) add(smallest, rest);
  else cells.push(rest);
  return cells;
}

function pack(groups: GroupCount[], cells: Cell[], rest: Cell, enough: (cell: Cell) => boolean): void {
  groups.sort((a, b) => (a.label < b.label ? -1 : 1));
  let cell: Cell = { reference: 0, current: 0 };
  for (const group of groups) {
    add(cell, group);
    if (!enough(cell)) continue;
    cells.push(cell);
    cell = { reference: 0, current: 0 };
  }
  add(rest, cell);
}

/**
 * Where a cut-off category list can be split into "frequent" and "rest" without favouring a side: 0 when the reference itself has no `other`
 * rows (its list is whole). A category that just made the list was lucky in the reference: by Good and Turing the f_k categories of k
 * reference rows stand for k f_k rows of luck at a split at k. f_k is smoothed over k +- 2 sqrt(k), the counts that one true share can give. The split
 * is the first count at which that is small against the noise of what lies below and of what lies above; Infinity (nothing can be told
 * apart, so everything is one cell) when there is none.
 */
function listBoundary(groups: readonly GroupCount[], n: number, m: number): number {
  const other = groups.find((group) => group.kind === "other");
  if (!other || other.reference === 0) return 0;
  const counts = groups.filter((group) => group.kind === "category").map((group) => group.reference);
  counts.sort((a, b) => a - b);
  let below = other.reference;
  let above = counts.reduce((a, b) => a + b, 0);
  let from = 0;
  let to = 0;
  for (const [i, count] of counts.entries()) {
    const reach = 2 * Math.sqrt(count);
    while (counts[from]! < count - reach) from++;
    while (to < counts.length && counts[to]! <= count + reach) to++;
    const luck = (count * (to - from)) / (2 * reach + 1);
    const noise = Math.sqrt(Math.min(below, above) * (1 + n / m));
    const inside = count - reach >= counts[0]!;
    if (inside && count > counts[i - 1]! && luck <= noise / 4) return count;
    below += count;
    above -= count;
  }
  return Number.POSITIVE_INFINITY;
}

function testCells(cells: readonly Cell[], n: number, m: number): PooledEvidence {
  const used = cells.filter((cell) => cell.reference + cell.current > 0);
  if (used.length < 2) return { p: 1, cells: used.length, method: "none" };
  if (used.length === 2) {
    const result = proportionDifference(used[0]!.reference, n, used[0]!.current, m);
    return { p: result?.p ?? 1, cells: 2, method: "exact" };
  }
  const table = contingency(
    used.map((cell) => cell.reference),
    used.map((cell) => cell.current),
  );
  if (!table) return { p: 1, cells: 0, method: "none" };
  return { p: chiSquaredSurvival((table.statistic * (n + m - 1)) / (n + m), table.df), cells: used.length, method: "chi-square" };
}

function add(cell: Cell, other: Cell): void {
  cell.reference += other.reference;
  cell.current += other.current;
}

function sum(groups: readonly GroupCount[], side: "reference" | "current"): number {
  return groups.reduce((total, group) => total + group[side], 0);
}
