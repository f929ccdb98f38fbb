import { addCells, type BothCells, withoutCell } from "./cells.ts";
import { differenceOf, hasSupport, keyOf, restOf, type SliceOptions, type SlicePart, type TriedSlice } from "./slice.ts";

export interface Pruned {
  kept: TriedSlice[];
  pruned: { parts: SlicePart[]; by: SlicePart[] }[];
}

/**
 * Leaves out weak slices that another one explains, by the rows that the two do not share.
 * For two weak values A and B of different columns whose pair A&B was counted: when A without B is no longer weak while B without A is,
 * B explains A. When neither is weak without the other and A&B is itself weak, the pair explains both. Then a weak pair stays only if it is
 * worse
 * than the rest of each of its weak values, by effect and evidence; else that value explains it.
 * "Weak" is here: against the rows outside of both, with the search's effect, its level and its support. Too few rows left: not weak, so
 * that of two columns that say the same the greater loss is kept.
 */
export function pruneSlices(
  weak: readonly TriedSlice[],
  joint: ReadonlyMap<string, BothCells>,
  whole: BothCells,
  options: SliceOptions,
): Pruned {
  const byKey = new Map(weak.map((slice) => [slice.key, slice]));
  const explained = new Map<string, TriedSlice>();
  const worse = (part: BothCells, other: BothCells) => isWorse(part, other, options);
  const singles = weak
    .filter((slice) => slice.parts.length === 1)
    .sort((a, b) => b.result.effect - a.result.effect || (a.key < b.key ? -1 : 1));

  for (const [i, a] of singles.entries()) {
    for (const b of singles.slice(i + 1)) {
      if (explained.has(a.key) || explained.has(b.key) || a.parts[0]!.column === b.parts[0]!.column) continue;
      const both = joint.get(keyOf([...a.parts, ...b.parts]));
      if (!both) continue;
      const outside = restOf(whole, unionOf(a.cells, b.cells, both));
      const onlyA = worse(restOf(a.cells, both), outside);
      const onlyB = worse(restOf(b.cells, both), outside);
      if (onlyA && onlyB) continue;
      const pair = byKey.get(keyOf([...a.parts, ...b.parts]));
      if (onlyA) explained.set(b.key, a);
      else if (onlyB) explained.set(a.key, b);
      else if (pair && pairIsTheCause(a, b, both, options)) {
        explained.set(a.key, pair);
        explained.set(b.key, pair);
      } else explained.set(b.key, a);
    }
  }
  for (const slice of weak) {
    if (slice.parts.length < 2) continue;
    const parents = slice.parts.flatMap((part) => byKey.get(keyOf([part])) ?? []);
    for (const parent of parents) {
      const cause = explained.get(parent.key);
      if (cause === slice) continue;
      // What explains the parent explains its child too, when it is the child's other value.
      if (!worse(slice.cells, restOf(parent.cells, slice.cells)))
        explained.set(slice.key, cause && parents.includes(cause) ? cause : parent);
    }
  }
  return resolve(weak, explained, whole, options);
}

/** A single value can also be weak through a pair with a value that is not weak itself: it is then no longer weak without that pair. */
function resolve(weak: readonly TriedSlice[], explained: Map<string, TriedSlice>, whole: BothCells, options: SliceOptions): Pruned {
  const pairs = weak.filter((slice) => slice.parts.length === 2 && !explained.has(slice.key));
  for (const slice of weak) {
    if (slice.parts.length > 1 || explained.has(slice.key)) continue;
    const { column, value } = slice.parts[0]!;
    const inside = pairs.filter((pair) => pair.parts.some((part) => part.column === column && part.value === value));
    const cause = inside.find((pair) => !isWorse(restOf(slice.cells, pair.cells), restOf(whole, slice.cells), options));
    if (cause) explained.set(slice.key, cause);
  }
  const pruned = weak.flatMap((slice) => {
    let cause = explained.get(slice.key);
    for (let next = cause; next; next = explained.get(next.key)) cause = next;
    return cause ? [{ parts: slice.parts, by: cause.parts }] : [];
  });
  return { kept: weak.filter((slice) => !explained.has(slice.key)), pruned };
}

/**
 * Both values are weak only where they meet, and most of each lies outside: two columns that say the same share nearly all rows instead.
 */
function pairIsTheCause(a: TriedSlice, b: TriedSlice, both: BothCells, options: SliceOptions): boolean {
  return [a, b].every((single) => {
    const rest = restOf(single.cells, both);
    return hasSupport(rest, options) && isWorse(both, rest, options);
  });
}

function isWorse(part: BothCells, other: BothCells, options: SliceOptions): boolean {
  if (!hasSupport(part, options) || !hasSupport(other, options)) return false;
  const result = differenceOf(part, other, options.by);
  return result !== null && result.effect >= options.minEffect && result.p <= options.level;
}

function unionOf(a: BothCells, b: BothCells, both: BothCells): BothCells {
  const union = (side: keyof BothCells) => withoutCell(addCells(a[side], b[side]), both[side]);
  return { current: union("current"), reference: union("reference") };
}
