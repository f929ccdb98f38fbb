import type { NumericBinning } from "#core/profiles/types.ts";

/** A number with `digits` significant digits and no trailing zeros; whole numbers up to 2^53 keep all their digits. */
export function numberLabel(value: number, digits: number): string {
  if (Number.isSafeInteger(value)) return String(value);
  return String(Number(value.toPrecision(digits)));
}

/** Fewest significant digits, from 4 up, with which all the edges stay apart; edges that are neighbouring doubles count as one. */
export function edgeDigits(edges: readonly number[]): number {
  const distinct = edges.filter((edge, i) => i === 0 || edge - edges[i - 1]! > Math.abs(edge) * 1e-15);
  for (let digits = 4; digits < 17; digits++) {
    if (new Set(distinct.map((edge) => Number(edge.toPrecision(digits)))).size === distinct.length) return digits;
  }
  return 17;
}

/** The edges that bound a run of bins, null where the run is open. */
export function binRange(binning: NumericBinning, firstBin: number, lastBin: number): { from: number | null; to: number | null } {
  return { from: binning.edges[firstBin - 1] ?? null, to: binning.edges[lastBin] ?? null };
}

/**
 * Label of a run of bins of a numeric binning: "(a, b]", "<= b", "> a", a single value for an atom, "all values" for everything.
 * Next to an atom v an edge is the double below v, so "(a, v)" and "< v" are written, which say the same and can be read.
 */
export function rangeLabel(binning: NumericBinning, firstBin: number, lastBin: number, digits: number): string {
  const { from, to } = binRange(binning, firstBin, lastBin);
  const atoms = atomSet(binning);
  if (firstBin === lastBin && atoms.has(firstBin) && to !== null) return numberLabel(to, digits);
  const fromText =
    from === null
      ? null
      : atoms.has(firstBin)
        ? numberLabel(to === null ? from : atomValue(binning, firstBin), digits)
        : numberLabel(from, digits);
  const openEnd = atoms.has(lastBin + 1);
  const toText = to === null ? null : numberLabel(openEnd ? atomValue(binning, lastBin + 1) : to, digits);
  const left = atoms.has(firstBin) ? "[" : "(";
  if (fromText === null && toText === null) return "all values";
  if (fromText === null) return openEnd ? `< ${toText}` : `<= ${toText}`;
  if (toText === null) return atoms.has(firstBin) ? `>= ${fromText}` : `> ${fromText}`;
  return `${left}${fromText}, ${toText}${openEnd ? ")" : "]"}`;
}

function atomValue(binning: NumericBinning, bin: number): number {
  return binning.edges[bin]!;
}

const ATOMS = new WeakMap<NumericBinning, Set<number>>();

/** The atoms as a set, made once per binning. */
export function atomSet(binning: NumericBinning): Set<number> {
  let set = ATOMS.get(binning);
  if (!set) {
    set = new Set(binning.atoms);
    ATOMS.set(binning, set);
  }
  return set;
}
